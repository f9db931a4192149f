// The hosted page within a partner's page: the other end of frame.js. Loaded by the onboarding page, before embed.js;
// the proxy names the partner's origin in data-frame-origin, and lets only that origin frame the page.

const origin = document.body.dataset.frameOrigin;

if (origin) {
  const form = document.querySelector("customer-form");
  // The partner's page has put its address's parameters behind the "#", which no server has seen.
  history.replaceState(null, "", `?${location.hash.slice(1)}`);

  const send = (message) => parent.postMessage({ customerForm: { ...message, phase: form.phase } }, origin);

  /** Whether the partner's page has let this submission go. */
  let goes = false;
  for (const name of ["ready", "change", "submit", "progress", "success", "validation-error", "error"]) {
    form.addEventListener(`customer-form:${name}`, (event) => {
      if (name === "validation-error") goes = false;
      if (name === "submit") {
        if (goes) return void (goes = false);
        // The answer comes later, and the event cannot wait for it.
        event.preventDefault();
      }
      send({ event: name, detail: event.detail });
    });
  }

  const calls = {
    prefill: (values) => form.prefill(Object.fromEntries(pairs(values))),
    setErrors: (errors) => form.setErrors(pairs(errors).map(([path, message]) => ({ path, message }))),
    reset: () => form.reset(),
    submit: () => form.submit(),
    focus: () => form.focus(),
  };

  addEventListener("message", ({ source, origin: from, data }) => {
    if (source !== parent || from !== origin || !data?.customerForm) return;
    const { call, values, look, goes: verdict } = data.customerForm;
    if (Object.hasOwn(calls, call)) calls[call](...values);
    if (look) {
      form.setAttribute("theme", look.theme);
      form.setAttribute("draft", look.draft ?? "session");
      // Where the two documents differ in this, the browser paints a background behind the frame.
      document.documentElement.style.colorScheme = look.theme;
      for (const [name, value] of look.tokens) {
        if (name.startsWith("--customer-form-")) form.style.setProperty(name, value);
      }
    }
    if (verdict === true) {
      goes = true;
      form.submit();
    }
  });

  new ResizeObserver(() => send({ height: document.body.offsetHeight })).observe(document.body);
  // embed.js comes after this, and what the partner's page answers is for the element that it defines.
  customElements.whenDefined("customer-form").then(() => send({ hello: true }));
}

/** A flat list of path and text in turn, as embed.js writes it. */
function pairs(list) {
  return Array.from({ length: list.length / 2 }, (_, index) => [list[2 * index], list[2 * index + 1]]);
}
