// The hosted page's own script, apart from the form. The proxy generates the page and writes the settings of each form
// into data attributes, because the page's policy allows no inline script:
//
// - `data-success-url` of `.page__main`: the address to open after success, or empty.
// - `data-frame-origin` of the body: the origin of the page that frames this page, or empty.
//
// This module is loaded before embed.js, so that its listeners exist before the first event.

const main = document.querySelector(".page__main");

/** The form or its replacement has its own height now: the placeholder's height is removed. */
const settle = () => main.classList.add("page__main--settled");
main.addEventListener("customer-form:ready", settle);
main.addEventListener("customer-form:error", settle);

main.addEventListener("customer-form:success", () => {
  const { successUrl } = main.dataset;
  // In a frame, the partner page decides which page to open. Otherwise the browser's "back" button returns to this
  // page, where the form still shows its success message.
  if (successUrl && !document.body.dataset.frameOrigin) location.assign(successUrl);
});
