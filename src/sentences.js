// The sentences for cases in which the form itself cannot show any. A part of embed.js.

/** The form cannot be shown. `elsewhere` or `reload` follows. */
export const unavailable =
  "This form cannot be shown here. Your browser may be too old or too strict for it, or the connection broke.";

/** The text of the link to the hosted page. */
export const elsewhere = "Open the form on its own page";

/** In place of the link, on the hosted page itself. */
export const reload = "Reload this page, or open it in another browser.";

/** The form has panicked. */
export const broken =
  "Something went wrong in this form, and it cannot go on. What you entered is still shown below, so that you can copy it. Please reload the page and try again.";
