// The replacement for a form in a browser that is older than the supported ones. embed.js loads this module if the
// browser lacks custom elements, shadow roots or constructable stylesheets. The code uses no feature newer than
// modules.

/**
 * Puts a sentence and a link into each form of the page, now and when a form is added, and dispatches an error event.
 */
export function stand(origin, sentence, label) {
  const stood = [];
  const fill = () => {
    document.querySelectorAll("customer-form").forEach((host) => {
      if (stood.includes(host)) return;
      stood.push(host);
      const form = host.getAttribute("form") || "";
      const link = document.createElement("a");
      link.href = `${(host.getAttribute("proxy") || origin).replace(/\/+$/, "")}/onboarding/${encodeURIComponent(form)}`;
      link.target = "_blank";
      link.rel = "noopener";
      link.textContent = label;
      const notice = document.createElement("p");
      notice.setAttribute("role", "alert");
      notice.append(sentence, " ", link);
      host.append(notice);
      const detail = { form, attempt: null, code: "wasm_unavailable", message: sentence, retryable: true };
      host.dispatchEvent(new CustomEvent("customer-form:error", { bubbles: true, detail }));
    });
  };
  fill();
  new MutationObserver(fill).observe(document, { childList: true, subtree: true });
}
