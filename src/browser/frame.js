// <customer-form mode="frame"> in the partner page: the hosted page in an iframe, for partner pages whose Content
// Security Policy forbids WebAssembly. embed.js loads this module if the attribute asks for it. page-frame.js runs in
// the hosted page.
//
// Each side accepts messages only from the expected window and origin, and only of known kinds: the partner page sends
// method calls and the element's look; the hosted page sends events, the phase and the height.

const EVENTS = ["ready", "change", "submit", "progress", "success", "validation-error", "error"];

/** The design tokens. They are sent to the hosted page, because another document does not inherit custom properties. */
const TOKENS = [
  "accent", "on-accent", "text", "muted", "surface", "border", "line", "error", "error-surface", "focus", "radius",
  "space", "font", "font-size",
].map((name) => `--customer-form-${name}`);

/** How long the hosted page may take for its first message after the browser has loaded it, in milliseconds. */
const PATIENCE_MILLISECONDS = 10_000;

/**
 * Shows the form and returns an object with the methods that embed.js calls. `unavailable` is called if the frame does
 * not answer, for example because a policy forbids the page to frame it.
 */
export function mount(host, root, form, proxy, shade, unavailable) {
  const { origin } = new URL(proxy);
  const screen = document.createElement("div");
  screen.className = "cf-screen";
  screen.setAttribute("part", "screen");
  const frame = document.createElement("iframe");
  // The query parameters are put behind the "#", which is not sent to a server.
  const [page, query] = [encodeURIComponent(location.origin), new URLSearchParams(location.search)];
  frame.src = `${proxy}/onboarding/${encodeURIComponent(form)}?frame=${page}#${query}`;
  frame.title = host.title || "Form";
  frame.referrerPolicy = "no-referrer";
  let phase = "loading";
  let greeted = false;
  /** The values to send to every document in the frame: a frame that is moved in the page loads a new document. */
  const prefilled = [];
  /** The messages to send when the first document in the frame is ready. */
  let waiting = [];
  let patience;

  const post = (message) => frame.contentWindow.postMessage({ customerForm: message }, origin);
  const send = (message) => (greeted ? post(message) : waiting.push(message));
  const call = (method, ...values) => send({ call: method, values });
  // The framed document cannot see whether this page is light or dark, and would use the system's setting. Where the
  // page has no background, the browser's canvas is visible, which follows color-scheme.
  const ground = document.createElement("div");
  ground.style.backgroundColor = "Canvas";
  const look = () => {
    const style = getComputedStyle(host);
    const tokens = TOKENS.map((name) => [name, style.getPropertyValue(name)]);
    const asked = host.getAttribute("theme");
    const theme = ["light", "dark"].includes(asked) ? asked : (shade(host) ?? shade(ground));
    if (greeted) post({ look: { theme, draft: host.getAttribute("draft"), tokens: tokens.filter(([, value]) => value) } });
  };
  const receive = ({ source, origin: from, data }) => {
    if (source !== frame.contentWindow || from !== origin || !data?.customerForm) return;
    const { hello, height, event, detail, phase: current } = data.customerForm;
    if (hello) {
      clearTimeout(patience);
      greeted = true;
      look();
      prefilled.forEach((values) => call("prefill", values));
      waiting.forEach(post);
      waiting = [];
    }
    if (current) phase = current;
    if (height >= 0) frame.style.height = `${height}px`;
    if (EVENTS.includes(event)) {
      const cancelable = event === "submit";
      const init = { bubbles: true, composed: true, cancelable, detail };
      const goes = host.dispatchEvent(new CustomEvent(`customer-form:${event}`, init));
      if (cancelable) send({ goes });
    }
  };
  addEventListener("message", receive);
  frame.addEventListener("load", () => {
    if (!greeted) patience = setTimeout(unavailable, PATIENCE_MILLISECONDS, new Error("the frame does not answer"));
  });

  screen.append(ground, frame);
  root.append(screen);
  return {
    get phase() {
      return phase;
    },
    prefill(values) {
      prefilled.push(values);
      if (greeted) call("prefill", values);
    },
    setErrors: (errors) => call("setErrors", errors),
    reset: () => call("reset"),
    submit: () => call("submit"),
    focus() {
      frame.focus();
      call("focus");
    },
    look,
    free() {
      clearTimeout(patience);
      removeEventListener("message", receive);
      screen.remove();
    },
  };
}
