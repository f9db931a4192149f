// The replacement for a form in a browser that is older than the supported ones. embed.js loads this module if the
// browser lacks custom elements, shadow roots or constructable stylesheets. The code uses no feature newer than
// JavaScript modules.

/**
 * Puts a notice into each form of the page, now and when a form is added, and dispatches an error event. `notice` makes
 * the notice for a proxy and a form, `event` the event for a form.
 */
export function stand(origin, notice, event) {
  const stood = [];
  const fill = () => {
    document.querySelectorAll("customer-form").forEach((host) => {
      if (stood.includes(host)) return;
      stood.push(host);
      const form = host.getAttribute("form") || "";
      host.append(notice((host.getAttribute("proxy") || origin).replace(/\/+$/, ""), form));
      host.dispatchEvent(event(form));
    });
  };
  fill();
  new MutationObserver(fill).observe(document, { childList: true, subtree: true });
}
