// The element <customer-form>: its attributes and methods, and the placeholder and notices in place of the form. The
// form itself is in the WebAssembly module, which all forms of a page share. A part of embed.js.
//
// Attributes: form, proxy, loading ("eager" or "lazy"), theme ("auto", "light" or "dark"), mode ("frame"),
// draft ("session", "local" or "off").
// Properties and methods: phase, prefill, setErrors(), reset(), submit(), focus().
// Slots: header, footer, success. A <script type="application/json"> within the element prefills it.
// Events: customer-form:ready, change, submit, progress, success, validation-error, error.

import { REMOVED_MILLISECONDS, StoredDraft, kind } from "./drafts.js";
import { EarlyForm, build } from "./early.js";
import { address, loadEngine, loadStyle, prove } from "./engine.js";
import { VALUES, isMistaken } from "./mistakes.js";
import { broken, errorEvent, notice, unavailable, unavailableNotice } from "./notices.js";
import { placeholderSheet, showPlaceholder } from "./placeholder.js";
import { flat, inAddress, inElement } from "./prefill.js";
import { shade, watch } from "./shade.js";
import { keepTyped } from "./typed.js";

export class CustomerForm extends HTMLElement {
  static observedAttributes = ["form", "proxy", "mode", "loading", "theme", "draft"];

  /** The hosted page comes with a shadow root that contains the rendered form. */
  #root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
  /** The form, once it is in the page. */
  #form;
  /** The rendered form, until the module's form takes its place. */
  #early;
  /** The idempotency key of the rendered form. */
  #key;
  /** The node that the module's form is in until it takes the place of the rendered form. */
  #place;
  /** The number of starts. The result of a request that belongs to an earlier start is ignored. */
  #turn = 0;
  /** Whether the form is loaded or being loaded. */
  #begun = false;
  #phase = "loading";
  /** The values that `prefill` received, for forms that are created later. */
  #values = [];
  #observer;
  /** The stored draft, once the form is in the page. A form in a frame stores its draft itself. */
  #draft;
  /** The timer that frees a removed element. */
  #removed;
  /** Stops watching the element's surroundings. */
  #unwatch;

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [placeholderSheet];
    for (const name of ["ready", "error"]) {
      this.addEventListener(`customer-form:${name}`, () => this.#root.querySelector(".cf-placeholder")?.remove());
    }
    this.addEventListener("customer-form:ready", () => this.#takeOver());
    this.addEventListener("customer-form:error", ({ detail: { code } }) => {
      // The module cannot use the form configuration of the rendered form.
      if (this.#early && this.phase === "unavailable") {
        this.#early = undefined;
        this.#root.replaceChildren(this.#place);
      }
      if (["origin_not_allowed", "unknown_form"].includes(code)) this.#explain(code);
    });
    keepTyped(this.#root);
    // Some tools that fill in forms dispatch `change` but not `input`.
    for (const name of ["input", "change"]) this.#root.addEventListener(name, () => this.#keep());
    // Also stores the idempotency key of a form that only the page has filled in: the proxy may know this key from now
    // on.
    this.addEventListener("customer-form:submit", () => this.#keep());
    this.addEventListener("customer-form:success", () => this.#draft?.deleteAll());
  }

  /** `loading`, `unavailable`, `editing`, `sending` or `accepted`. */
  get phase() {
    return this.#form?.phase ?? this.#phase;
  }

  /**
   * Both a function and a property, because frameworks set properties: `prefill({…})` and `prefill = {…}` do the same.
   */
  get prefill() {
    return (values) => {
      const list = flat(values);
      this.#values.push(...list);
      this.#early?.fill(list);
      this.#form?.prefill(list);
    };
  }

  set prefill(values) {
    this.prefill(values);
  }

  setErrors(errors) {
    this.#form?.setErrors(errors.flatMap(({ path, message }) => [path, message]));
  }

  reset() {
    this.#early?.reset();
    this.#early?.fill(this.#given());
    this.#form?.reset();
    if (this.phase === "editing") this.#draft?.delete(this.#storage);
  }

  submit() {
    (this.#early ?? this.#form)?.submit();
  }

  focus(options) {
    // Inside a frame, only the framed page can move the focus.
    if (this.#form?.focus) return this.#form.focus();
    const target = this.#root.querySelector("[data-focus],[name]:enabled,a,button");
    target ? target.focus(options) : super.focus(options);
  }

  connectedCallback() {
    clearTimeout(this.#removed);
    // A framework may have set the property before this script ran.
    if (Object.hasOwn(this, "prefill")) {
      const values = this.prefill;
      delete this.prefill;
      this.prefill = values;
    }
    this.#unwatch = watch(this, () => this.#look());
    this.#begun ? this.#look() : this.#wait();
  }

  disconnectedCallback() {
    this.#unwatch();
    this.#handOver();
    this.#removed = setTimeout(() => this.#end(), REMOVED_MILLISECONDS);
  }

  attributeChangedCallback(name, before, after) {
    // The attributes of an element that is already in the page are reported before it is connected.
    if (!this.isConnected || !this.#unwatch || before === after) return;
    if (name === "theme") return this.#look();
    if (name === "draft") return this.#moveDraft(before, after);
    if (name !== "loading") this.#end();
    // Frameworks set the attributes one after the other, so the form starts after all of them are set.
    queueMicrotask(() => this.isConnected && !this.#begun && this.#wait());
  }

  get #proxy() {
    const given = this.getAttribute("proxy");
    return (/^https?:/.test(given) ? given : new URL(import.meta.url).origin).replace(/\/+$/, "");
  }

  get #name() {
    return this.getAttribute("form") ?? "";
  }

  /** Starts at once or, with loading="lazy", when the visitor scrolls near the element. */
  #wait() {
    this.#observer?.disconnect();
    this.#showRendered() || showPlaceholder(this, this.#root);
    if (this.getAttribute("loading") !== "lazy" || !window.IntersectionObserver) return void this.#begin();
    this.#observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) this.#begin();
      },
      { rootMargin: "400px" },
    );
    this.#observer.observe(this);
  }

  async #begin() {
    this.#observer?.disconnect();
    this.#begun = true;
    const turn = ++this.#turn;
    const current = () => turn === this.#turn;
    const [form, proxy] = [this.#name, this.#proxy];
    const framed = this.getAttribute("mode") === "frame";
    const fail = (error) => current() && this.#fail(error, framed ? "frame_unavailable" : "wasm_unavailable");
    if (isMistaken(this)) this.#explain();
    try {
      if (framed) {
        const { mount } = await import(address("{{frame}}"));
        if (current()) this.#form = mount(this, this.#root, form, proxy, shade, fail);
      } else {
        const config = this.#fetchConfig(form, proxy, current);
        // The form reports the failure of the request, but the form may come later than the failure.
        config.catch(() => {});
        const [module, sheet] = await loadEngine();
        await this.#early?.settled();
        if (!current()) return;
        this.#claimDraft();
        this.#root.adoptedStyleSheets = [placeholderSheet, sheet];
        // Not beside the rendered form: WebKit would lay out both, and lose what is scrolled in the rendered one.
        this.#place = this.#early ? new DocumentFragment() : this.#root;
        this.#form = module.mount(this, this.#place, form, proxy, config, prove, () => this.#panicked());
        this.#restore();
        this.#form.prefillFromUrl(inAddress());
      }
      if (!current()) return;
      this.#look();
      this.#form.prefill(this.#given());
    } catch (error) {
      fail(error);
    }
  }

  /** Sets light or dark colors: those of the attribute `theme`, or otherwise those of the form's surroundings. */
  #look() {
    if (this.#form?.look) return this.#form.look();
    const theme = this.getAttribute("theme");
    const screen = this.#root.querySelector(".cf-screen");
    if (screen) screen.style.colorScheme = ["light", "dark"].includes(theme) ? theme : (shade(this) ?? "");
  }

  /** Reports mistakes in the element's setup to the page's developer. */
  #explain(code, paths) {
    import(address("{{explain}}")).then(({ explain }) => explain(this, this.#proxy, VALUES, code, paths), console.warn);
  }

  /** Looks for values for which the form has no field. Fields in a frame cannot be checked. */
  #checkValues() {
    const missing = (path, at) => at % 2 === 0 && !this.#root.getElementById(path);
    const paths = this.#form?.look ? [] : this.#given().filter(missing);
    if (paths.length) this.#explain("", paths);
  }

  /**
   * Requests the form configuration with the rendered form, and shows the rendered form until the module is loaded.
   * Returns the answer.
   */
  async #fetchConfig(form, proxy, current) {
    const answer = await fetch(`${proxy}/api/forms/${encodeURIComponent(form)}${this.#early ? "" : "?view"}`);
    try {
      const [{ view, prefill_from_url: allowed = [] }, sheet] = await Promise.all([answer.clone().json(), loadStyle()]);
      if (!current()) return answer;
      if (view && !this.#form) {
        const screen = build(view);
        this.#root.replaceChildren(screen);
        this.#root.adoptedStyleSheets = [placeholderSheet, sheet];
        this.#startEarly(screen);
      }
      const query = inAddress();
      this.#early?.fill(query.filter((_, at) => allowed.includes(query[at - (at % 2)])));
      this.#early?.fill(this.#given());
    } catch {
      // The form itself reports errors in the answer.
    }
    return answer;
  }

  /** Whether the page came with the rendered form. */
  #showRendered() {
    // A browser without declarative shadow roots has left the form in its template.
    const template = this.querySelector(":scope>template[shadowrootmode]");
    if (template) this.#root.replaceChildren(template.content);
    template?.remove();
    const style = this.#root.querySelector("style");
    if (style) loadStyle(style.textContent);
    return style && this.#startEarly(style.nextSibling);
  }

  /** Lets the visitor fill in the rendered form. */
  #startEarly(screen) {
    this.#early = new EarlyForm(screen);
    this.#claimDraft();
    this.#look();
    this.#early.fill(this.#given());
    this.#restore();
    return true;
  }

  /** Shows the module's form in place of the rendered one: at once, unless the visitor has just become busy. */
  async #takeOver() {
    const early = this.#early;
    if (early?.isBusy) await early.settled();
    // The element may have been removed or may show another form now.
    if (early && early === this.#early) {
      this.#early = undefined;
      if (early.replaceBy(this.#place)) this.#keep();
      this.#look();
      // After the page has seen `ready`.
      if (early.submitted) queueMicrotask(() => this.#form?.submit());
    }
    this.#checkValues();
  }

  /**
   * Claims the form's draft. This happens late, because an element that this element replaces may be removed only after
   * this element was inserted.
   */
  #claimDraft() {
    this.#draft ??= new StoredDraft(`customer-form:${this.#proxy}/${this.#name}`, this, () => this.#end());
  }

  /** The values given as JSON within the element, and the values that `prefill` received. */
  #given() {
    return [...inElement(this, () => this.#explain("values")), ...this.#values];
  }

  /** The value of the attribute that says where the draft is stored. */
  get #storage() {
    return this.getAttribute("draft");
  }

  /** What the visitor has typed and chosen. The first two entries are the idempotency key. */
  get #kept() {
    return this.#early ? ["key", this.#key, ...this.#early.kept()] : (this.#form?.kept() ?? []);
  }

  get #isTyped() {
    return this.#kept.length > 2;
  }

  #keep() {
    this.#draft?.write(this.#storage, this.#kept);
  }

  #restore() {
    const draft = this.#draft.read(this.#storage);
    this.#key = draft[1] ?? `"${crypto.getRandomValues(new Uint32Array(4)).join("-")}"`;
    this.#early?.fill(draft, true);
    this.#form?.restore(draft);
  }

  /** Hands the draft over to an untouched element that was inserted just before this one was removed. */
  #handOver() {
    if (this.#draft && this.#isTyped) this.#draft.handOver((element) => !element.#isTyped)?.#restore();
  }

  #moveDraft(before, after) {
    if (this.#form?.look) return this.#form.look();
    if (!this.#draft || kind(before) === kind(after)) return;
    this.#draft.delete(before);
    this.#isTyped ? this.#keep() : this.#restore();
  }

  #end() {
    this.#draft?.release();
    this.#draft = this.#early = undefined;
    this.#turn++;
    this.#begun = false;
    this.#observer?.disconnect();
    this.#form?.free();
    this.#form = undefined;
    this.#phase = "loading";
    this.#root.replaceChildren();
  }

  /**
   * Shows a link to the hosted page, if WebAssembly or the frame is forbidden or cannot be loaded. What the visitor has
   * entered in the rendered form stays visible and in the draft.
   */
  #fail(error, code) {
    const early = this.#early;
    this.#end();
    this.#phase = "unavailable";
    this.#root.replaceChildren(unavailableNotice(this.#proxy, this.#name));
    if (early) {
      early.submit();
      this.#root.append(early.screen);
    }
    console.error("customer-form:", error);
    this.#failed(code, unavailable, true);
  }

  /** Shows a notice after a panic. The values stay visible, so that the visitor can copy them. */
  #panicked() {
    const box = notice(broken);
    box.className = "cf-notice";
    box.tabIndex = -1;
    // Inside the element that the stylesheet applies to, if it exists yet.
    (this.#root.querySelector(".cf-screen") ?? this.#root).prepend(box);
    // The visitor may have scrolled far down the form.
    box.focus();
    for (const button of this.#root.querySelectorAll("button")) button.disabled = true;
    this.#failed("internal", broken, false);
  }

  #failed(code, message, retryable) {
    this.dispatchEvent(errorEvent(this.#name, code, message, retryable));
  }
}
