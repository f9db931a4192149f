// What the onboarding page does by itself, around the form. The proxy writes the page and says in data attributes what
// is different from form to form, because the page's policy allows no inline script:
//
// - `data-success-url` of `.page__main`: where to go after success, or nothing.
// - `data-frame-origin` of the body: the origin of the page that frames this one, or nothing.
//
// This module stands before the one that defines the element, so that no event comes before it listens.

const main = document.querySelector(".page__main");

/** The form, or what stands in its place, has its own height now: the placeholder's goes. */
const settle = () => main.classList.add("page__main--settled");
main.addEventListener("customer-form:ready", settle);
main.addEventListener("customer-form:error", settle);

main.addEventListener("customer-form:success", () => {
  const { successUrl } = main.dataset;
  // Within a partner's page, that page decides where to go. Elsewhere the browser's "back" leads here again, where the
  // form still says that it arrived.
  if (successUrl && !document.body.dataset.frameOrigin) location.assign(successUrl);
});
