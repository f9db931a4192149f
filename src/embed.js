// Defines <customer-form>, before any WebAssembly is loaded. The build fills in the addresses. The form itself is in
// the WebAssembly module, which all forms of a page share.
//
// Attributes: form, proxy, loading ("eager" or "lazy"), theme ("auto", "light" or "dark"), mode ("frame"),
// draft ("session", "local" or "off").
// Properties and methods: phase, prefill, setErrors(), reset(), submit(), focus().
// Slots: header, footer, success. A <script type="application/json"> within the element prefills it.
// Events: customer-form:ready, change, submit, progress, success, validation-error, error.

import { AHEAD_MILLISECONDS, KEPT_MILLISECONDS, REMOVED_MILLISECONDS, drafts, kind, storages } from "./drafts.js";
import { loadEngine, prove } from "./engine.js";
import { VALUES, isMistaken } from "./mistakes.js";
import { heights, placeholderSheet } from "./place.js";
import { broken, elsewhere, reload, unavailable } from "./sentences.js";
import { shade, watch } from "./shade.js";
import { TYPED, keep } from "./typed.js";
import { flat } from "./values.js";

const address = (path) => new URL(path, import.meta.url).href;

class CustomerForm extends HTMLElement {
  static observedAttributes = ["form", "proxy", "mode", "loading", "theme", "draft"];

  #root = this.attachShadow({ mode: "open" });
  /** The form, once it is in the page. */
  #form;
  /** Counts the starts. A result that belongs to an earlier start is dropped when it arrives. */
  #turn = 0;
  /** Whether the form is loaded or being loaded. */
  #begun = false;
  #phase = "loading";
  /** The values that `prefill` received, for forms that are created later. */
  #values = [];
  #observer;
  /** The name under which the draft is stored, and the time since when the element has it. */
  #draft;
  #claimed;
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
    this.addEventListener("customer-form:error", ({ detail: { code } }) => {
      if (["origin_not_allowed", "unknown_form"].includes(code)) this.#explain(code);
    });
    // The fields are inserted shortly after this event.
    this.addEventListener("customer-form:ready", () => setTimeout(() => this.#checkValues()));
    for (const name of TYPED) this.#root.addEventListener(name, keep);
    // Some tools that fill in forms dispatch `change` but not `input`.
    for (const name of ["input", "change"]) this.#root.addEventListener(name, () => this.#keep());
    // Also stores the idempotency key of a form that only the page has filled in: the proxy may know this key from now
    // on.
    this.addEventListener("customer-form:submit", () => this.#keep());
    this.addEventListener("customer-form:success", () => this.#forgetAll());
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
    this.#form?.reset();
    if (this.phase === "editing") this.#forget();
  }

  submit() {
    this.#form?.submit();
  }

  focus(options) {
    // Inside a frame, only the framed page can move the focus.
    if (this.#form?.focus) return this.#form.focus();
    const target = this.#root.querySelector("[data-focus],[name]:enabled,a,button");
    target ? target.focus(options) : super.focus(options);
  }

  connectedCallback() {
    clearTimeout(this.#removed);
    // A framework has set the property before this script ran.
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
    if (!this.isConnected || before === after) return;
    if (name === "theme") return this.#look();
    if (name === "draft") return this.#moveDraft(before, after);
    if (name !== "loading") this.#end();
    // Frameworks set the attributes one after the other.
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
    this.#place([...Array(this.clientWidth >= 560 ? 4 : 6).fill(74), 44]);
    if (this.getAttribute("loading") !== "lazy" || !window.IntersectionObserver) return void this.#begin();
    this.#observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) this.#begin();
      },
      { rootMargin: "400px" },
    );
    this.#observer.observe(this);
  }

  /** Shows a placeholder of the form. */
  #place(heights) {
    const box = document.createElement("div");
    box.className = "cf-placeholder";
    box.setAttribute("part", "loading");
    box.setAttribute("role", "status");
    const text = document.createElement("p");
    text.textContent = "Loading the form…";
    box.append(
      text,
      ...heights.map((height) => {
        const bar = document.createElement("div");
        bar.style.height = `${height}px`;
        return bar;
      }),
    );
    this.#root.replaceChildren(box);
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
        const description = this.#describe(form, proxy, current);
        const [module, sheet] = await loadEngine();
        if (!current()) return;
        // Not earlier: an element that this one replaces may be removed only after this one was inserted.
        this.#claimDraft(`customer-form:${proxy}/${form}`);
        this.#root.adoptedStyleSheets = [placeholderSheet, sheet];
        this.#form = module.mount(this, this.#root, form, proxy, description, prove, () => this.#panicked());
        this.#form.restore(this.#kept());
        // In a query, "+" means a space. An email address contains no space, so the "+" is restored.
        const plus = (path, text) => (path === "email" ? text.trim().replaceAll(" ", "+") : text);
        const query = [...new URLSearchParams(location.search)];
        this.#form.prefillFromUrl(query.flatMap(([path, text]) => [path, plus(path, text)]));
      }
      if (!current()) return;
      this.#look();
      this.#form.prefill(this.#given());
    } catch (error) {
      fail(error);
    }
  }

  /** Sets light or dark colors, as `theme` says or as the form's surroundings are. */
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

  /** Requests the configuration, and shows a placeholder of the right height in the meantime. */
  #describe(form, proxy, current) {
    const description = fetch(`${proxy}/api/forms/${encodeURIComponent(form)}`);
    description
      .then((response) => response.ok && response.clone().json())
      .then((config) => {
        if (config && current() && !this.#form) this.#place(heights(config, this.clientWidth >= 560));
      })
      // The form itself reports errors in the answer.
      .catch(() => {});
    return description;
  }

  /** The values given as JSON within the element, and those of `prefill`. */
  #given() {
    const data = this.querySelector('script[type="application/json"]');
    try {
      return [...(data ? flat(JSON.parse(data.textContent)) : []), ...this.#values];
    } catch {
      this.#explain("values");
      return this.#values;
    }
  }

  #claimDraft(name) {
    let [draft, count] = [name, 1];
    while (drafts.get(draft)?.isConnected) draft = `${name}#${++count}`;
    // An element that was removed from the page hands its draft over.
    drafts.get(draft)?.#end();
    drafts.set((this.#draft = draft), this);
    this.#claimed = Date.now();
  }

  /** Whether the visitor has typed or chosen anything. The first two entries of `kept()` are the idempotency key. */
  get #typed() {
    return this.#form?.kept().length > 2;
  }

  /** Hands the draft over to an untouched element that was inserted just before this one was removed. */
  #handOver() {
    for (const [draft, next] of drafts) {
      const recent = Date.now() - next.#claimed < REMOVED_MILLISECONDS;
      const untouched = recent && next.isConnected && !next.#typed;
      if (this.#typed && untouched && draft.startsWith(`${this.#draft}#`)) {
        drafts.delete(draft);
        next.#claimDraft(this.#draft);
        return next.#form?.restore(next.#kept());
      }
    }
  }

  /**
   * Calls `use` with the storage that the attribute names and the draft's name in it. Does nothing if the browser
   * forbids access to the storage, or if this element has no draft: a form in a frame stores its draft itself.
   */
  #store(use, draft = this.getAttribute("draft")) {
    try {
      if (this.#draft && draft !== "off") {
        return use(kind(draft) === "local" ? localStorage : sessionStorage, this.#draft);
      }
    } catch {
      // The storage is forbidden or full. The form works without it.
    }
  }

  /** Returns the draft of an earlier visit. Deletes a draft that is too old. */
  #kept() {
    return (
      this.#store((storage, name) => {
        const [[, at], ...values] = new URLSearchParams(storage.getItem(name) ?? "at=");
        const age = Date.now() - at;
        if (age > -AHEAD_MILLISECONDS && age < KEPT_MILLISECONDS) return values.flat();
        storage.removeItem(name);
      }) ?? []
    );
  }

  #keep() {
    this.#store((storage, name) => {
      // Not as JSON: Prototype.js changes how arrays are serialised.
      const values = new URLSearchParams([["at", Date.now()]]);
      const kept = this.#form?.kept() ?? [];
      for (let at = 0; at < kept.length; at += 2) values.append(kept[at], kept[at + 1]);
      storage.setItem(name, values);
    });
  }

  #forget(draft) {
    this.#store((storage, name) => storage.removeItem(name), draft);
  }

  /** Deletes the draft of a submitted form, and the drafts that removed elements have left for the same form. */
  #forgetAll() {
    const [name] = (this.#draft ?? "").split("#");
    for (const storage of storages()) {
      for (const key of Object.keys(storage)) {
        const mine = key === this.#draft || !drafts.get(key)?.isConnected;
        if (name && mine && (key === name || key.startsWith(`${name}#`))) storage.removeItem(key);
      }
    }
  }

  #moveDraft(before, after) {
    if (this.#form?.look) return this.#form.look();
    if (kind(before) === kind(after)) return;
    this.#forget(before);
    if (this.#typed) this.#keep();
    else this.#form?.restore(this.#kept());
  }

  #end() {
    if (drafts.get(this.#draft) === this) drafts.delete(this.#draft);
    this.#draft = undefined;
    this.#turn++;
    this.#begun = false;
    this.#observer?.disconnect();
    this.#form?.free();
    this.#form = undefined;
    this.#phase = "loading";
    this.#root.replaceChildren();
  }

  /** Shows a link to the hosted page, if WebAssembly or the frame is forbidden or cannot be loaded. */
  #fail(error, code) {
    this.#end();
    this.#phase = "unavailable";
    const link = document.createElement("a");
    link.href = new URL(`/onboarding/${encodeURIComponent(this.#name)}`, this.#proxy).href;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = elsewhere;
    // The hosted page itself cannot link to another page.
    const way = link.href === location.origin + location.pathname ? reload : link;
    this.#root.replaceChildren(this.#notice(unavailable, " ", way));
    console.error("customer-form:", error);
    this.#failed(code, unavailable, true);
  }

  /** Shows a notice after a panic. The values stay visible, so that the visitor can copy them. */
  #panicked() {
    const notice = this.#notice(broken);
    notice.className = "cf-notice";
    notice.tabIndex = -1;
    // Inside the element that the stylesheet applies to, if it exists yet.
    (this.#root.querySelector(".cf-screen") ?? this.#root).prepend(notice);
    // The visitor may have scrolled far down the form.
    notice.focus();
    for (const button of this.#root.querySelectorAll("button")) button.disabled = true;
    this.#failed("internal", broken, false);
  }

  #notice(...content) {
    const notice = document.createElement("p");
    notice.setAttribute("part", "notice");
    notice.setAttribute("role", "alert");
    notice.append(...content);
    return notice;
  }

  #failed(code, message, retryable) {
    const detail = { form: this.#name, attempt: null, code, message, retryable };
    this.dispatchEvent(new CustomEvent("customer-form:error", { bubbles: true, composed: true, detail }));
  }
}

if (!placeholderSheet || !window.customElements || !Element.prototype.attachShadow) {
  import(address("{{below}}")).then(({ stand }) => stand(new URL(import.meta.url).origin, unavailable, elsewhere));
} else if (!customElements.get("customer-form")) customElements.define("customer-form", CustomerForm);
