// The hosted page in a frame of a partner page; frame.js is the other side. The hosted page loads this module before
// embed.js. The proxy writes the partner page's origin into data-frame-origin, and allows only that origin to frame the
// page.

const origin = document.body.dataset.frameOrigin;

if (origin) {
  const form = document.querySelector("customer-form");
  // The partner page has put its query parameters behind the "#", which no server has received.
  history.replaceState(null, "", `?${location.hash.slice(1)}`);

  const send = (message) => parent.postMessage({ customerForm: { ...message, phase: form.phase } }, origin);

  /** Whether the partner page has allowed this submission. */
  let goes = false;
  for (const name of ["ready", "change", "submit", "progress", "success", "validation-error", "error"]) {
    form.addEventListener(`customer-form:${name}`, (event) => {
      if (name === "validation-error") goes = false;
      if (name === "submit") {
        if (goes) return void (goes = false);
        // The partner page answers with a later message, and an event listener cannot wait for this message. The form
        // is submitted again when the message arrives.
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
      // If the two documents have different color schemes, the browser paints a background behind the frame.
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
  // embed.js is loaded after this module. The messages of the partner page need the element that embed.js defines.
  customElements.whenDefined("customer-form").then(() => send({ hello: true }));
}

/** Converts a list that alternates paths and texts, as embed.js makes it, to pairs. */
function pairs(list) {
  return Array.from({ length: list.length / 2 }, (_, index) => [list[2 * index], list[2 * index + 1]]);
}
