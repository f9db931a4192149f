// What a visitor reads where the form itself cannot say anything. A part of embed.js.

/** The form cannot be shown. Before one of the next two. */
export const unavailable =
  "This form cannot be shown here. Your browser may be too old or too strict for it, or the connection broke.";

/** A link to the hosted page. */
export const elsewhere = "Open the form on its own page";

/** On the hosted page itself. */
export const reload = "Reload this page, or open it in another browser.";

/** The form has made a mistake of its own. */
export const broken =
  "Something went wrong in this form, and it cannot go on. What you entered is still shown below, so that you can copy it. Please reload the page and try again.";
