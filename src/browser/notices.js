// The notices for cases in which the form itself cannot show any. A part of embed.js.

/** The sentence if the form cannot be shown. A link or an instruction follows. */
export const unavailable =
  "This form cannot be shown here. Your browser may be too old or too strict for it, or the connection broke.";

/** The text of the link to the hosted page. */
const elsewhere = "Open the form on its own page";

/** The instruction that replaces the link on the hosted page itself. */
const reload = "Reload this page, or open it in another browser.";

/** The sentence after a panic of the form. */
export const broken =
  "Something went wrong in this form, and it cannot go on. What you entered is still shown below, so that you can copy it. Please reload the page and try again.";

/** A notice that a screen reader reads at once. */
export const notice = (...content) => {
  const box = document.createElement("p");
  box.setAttribute("part", "notice");
  box.setAttribute("role", "alert");
  box.append(...content);
  return box;
};

/** The notice that the form cannot be shown, with a link to the hosted page of this form. */
export const unavailableNotice = (proxy, form) => {
  const link = document.createElement("a");
  link.href = `${proxy}/onboarding/${encodeURIComponent(form)}`;
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = elsewhere;
  // On the hosted page itself, the link would lead to the same page.
  return notice(unavailable, " ", link.href === location.origin + location.pathname ? reload : link);
};

/** The `error` event for an error that the form itself cannot report. */
export const errorEvent = (form, code, message, retryable) =>
  new CustomEvent("customer-form:error", {
    bubbles: true,
    composed: true,
    detail: { form, attempt: null, code, message, retryable },
  });
