// Defines <customer-form>. The proxy serves this file and fills in the three addresses; everything else is in
// the WebAssembly module, which all forms of a page share.

const address = (path) => new URL(path, import.meta.url).href;

/** Loads the module once for the whole page. */
let engine;
const loadEngine = () =>
  (engine ??= import(address("{{script}}")).then(async (module) => {
    await module.default({ module_or_path: address("{{wasm}}") });
    return module;
  }));

/** Loads the stylesheet once for the whole page. */
let sheet;
const loadSheet = () =>
  (sheet ??= fetch(address("{{style}}")).then(async (response) => {
    if (!response.ok) throw new Error("the form's stylesheet could not be loaded");
    return new CSSStyleSheet().replace(await response.text());
  }));

const unavailable =
  "This form cannot be shown here. Your browser may be too old or too strict for it, or the connection broke.";

class CustomerForm extends HTMLElement {
  #root;
  #mounted;
  #mounting = false;

  constructor() {
    super();
    this.#root = this.attachShadow({ mode: "open" });
  }

  connectedCallback() {
    if (!this.#mounted && !this.#mounting) this.#mount();
  }

  disconnectedCallback() {
    // Moving an element disconnects and connects it again within one task.
    queueMicrotask(() => {
      if (!this.isConnected) this.#unmount();
    });
  }

  get #proxy() {
    return this.getAttribute("proxy") ?? new URL(import.meta.url).origin;
  }

  async #mount() {
    this.#mounting = true;
    try {
      const [module, stylesheet] = await Promise.all([loadEngine(), loadSheet()]);
      if (!this.isConnected) return;
      this.#root.adoptedStyleSheets = [stylesheet];
      this.#mounted = module.mount(this, this.#root, this.getAttribute("form") ?? "", this.#proxy);
    } catch (error) {
      // What failed to load is asked for again by the next element, or by this one when it is connected again.
      engine = sheet = undefined;
      this.#fail(error);
    } finally {
      this.#mounting = false;
    }
  }

  #unmount() {
    this.#mounted?.free();
    this.#mounted = undefined;
  }

  /** Where WebAssembly is refused or cannot be loaded, the hosted page is a way out. */
  #fail(error) {
    const form = this.getAttribute("form") ?? "";
    const link = document.createElement("a");
    link.href = new URL(`/onboarding/${encodeURIComponent(form)}`, this.#proxy).href;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = "Open the form on its own page";
    const notice = document.createElement("p");
    notice.setAttribute("role", "alert");
    notice.append(unavailable, " ", link);
    this.#root.replaceChildren(notice);
    console.error("customer-form:", error);
    this.dispatchEvent(
      new CustomEvent("customer-form:error", {
        bubbles: true,
        composed: true,
        detail: { form, attempt: null, code: "wasm_unavailable", message: unavailable, retryable: true },
      }),
    );
  }
}

if (!customElements.get("customer-form")) customElements.define("customer-form", CustomerForm);
