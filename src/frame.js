// <customer-form mode="frame">, in the partner's page: the hosted page in an iframe, for pages whose policy forbids
// WebAssembly. Loaded by embed.js when it is asked for. The other end is page-frame.js.
//
// Each side takes a message only from the window and the origin that it expects, and passes on only what it knows:
// from here calls of methods and the element's looks, from there events, the phase and the height.

const EVENTS = ["ready", "change", "submit", "progress", "success", "validation-error", "error"];

/** The design tokens, which do not reach into another document by themselves. */
const TOKENS = [
  "accent", "on-accent", "text", "muted", "surface", "border", "line", "error", "error-surface", "focus", "radius",
  "space", "font", "font-size",
].map((name) => `--customer-form-${name}`);

/** How long the hosted page may take to say that it is there, once the browser has loaded it. */
const PATIENCE_MILLISECONDS = 10_000;

/**
 * Shows the form and gives what embed.js calls a form. `unavailable` is called if the frame does not answer, as when a
 * policy keeps the page from framing it.
 */
export function mount(host, root, form, proxy, shade, unavailable) {
  const { origin } = new URL(proxy);
  const screen = document.createElement("div");
  screen.className = "cf-screen";
  screen.setAttribute("part", "screen");
  const frame = document.createElement("iframe");
  // The address's parameters go behind the "#", which is not sent to a server.
  const [page, query] = [encodeURIComponent(location.origin), new URLSearchParams(location.search)];
  frame.src = `${proxy}/onboarding/${encodeURIComponent(form)}?frame=${page}#${query}`;
  frame.title = host.title || "Form";
  frame.referrerPolicy = "no-referrer";
  let phase = "loading";
  let greeted = false;
  /** What every document in the frame is told: a frame that is moved loads anew. */
  const prefilled = [];
  /** What the first document is told. */
  let waiting = [];
  let patience;

  const post = (message) => frame.contentWindow.postMessage({ customerForm: message }, origin);
  const send = (message) => (greeted ? post(message) : waiting.push(message));
  const call = (method, ...values) => send({ call: method, values });
  // Another document does not see whether this page is light or dark, and would ask the system. Where the page has no
  // background, there is the browser's own, which is as color-scheme says.
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
