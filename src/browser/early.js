// The rendered form: the proxy's own rendering of the form, which the visitor can fill in until the module's form takes
// its place. Both have the same elements. A part of embed.js.

/** The controls that open a picker of the browser. */
const PICKERS = "select,[type=file]";

/**
 * How long after the end of a press the form must stay, in milliseconds: the browser dispatches `click` after
 * `pointerup`, at the element that is then in the page.
 */
const CLICK_MILLISECONDS = 100;

export class EarlyForm {
  /** Whether the visitor has pressed the submit button. */
  submitted = false;
  /** Reasons why the form must not be replaced now. */
  #busy = new Set();
  /** The functions to call when there are no such reasons. */
  #waiting = [];
  /** The controls that the visitor has changed. */
  #typed = new Set();

  /** `screen` is the form's outermost element. */
  constructor(screen) {
    this.screen = screen;
    screen.classList.add("cf-early");
    const on = (names, use) => names.forEach((name) => screen.addEventListener(name, use));
    on(["compositionstart"], () => this.#busy.add("text"));
    on(["compositionend"], () => this.#end("text"));
    on(["pointerdown"], () => {
      this.#busy.add("press");
      for (const name of ["pointerup", "pointercancel"]) {
        addEventListener(name, () => setTimeout(() => this.#end("press"), CLICK_MILLISECONDS), { once: true, capture: true });
      }
    });
    // No event tells that a picker is open. Until one of the last three events, a picker may be.
    on(["click", "keydown"], ({ target }) => target.matches(PICKERS) && this.#busy.add("picker"));
    on(["change", "cancel", "focusout"], () => this.#end("picker"));
    on(["input", "change"], ({ target }) => this.#typed.add(target));
    on(["submit"], (event) => {
      event.preventDefault();
      event.stopPropagation();
      this.submit();
    });
  }

  /** The form waits for the module, and is submitted then. */
  submit() {
    this.submitted = true;
    this.screen.querySelector("[type=submit]").disabled = true;
  }

  #end(reason) {
    this.#busy.delete(reason);
    if (!this.isBusy) this.#waiting.splice(0).forEach((go) => go());
  }

  /** Whether the visitor does something that would end if the form were replaced: composing text, pressing, choosing. */
  get isBusy() {
    return this.#busy.size > 0;
  }

  /** Resolves when the form may be replaced. */
  settled() {
    return new Promise((resolve) => (this.isBusy ? this.#waiting.push(resolve) : resolve()));
  }

  /**
   * Fills in a list that alternates paths and texts. A path that the form does not have is ignored, and so is a control
   * that the visitor has changed. `typed` says that the visitor has entered the texts on an earlier visit.
   */
  fill(list, typed) {
    for (let at = 0; at < list.length; at += 2) {
      const control = this.screen.querySelector(`[id="${CSS.escape(list[at])}"][name]:not([type=file])`);
      if (!control || this.#typed.has(control)) continue;
      const { value } = control;
      if (control.type === "checkbox") control.checked = true;
      else control.value = list[at + 1];
      // A select has no value that is not among its options.
      if (control.selectedIndex < 0) control.value = value;
      if (typed) this.#typed.add(control);
    }
  }

  /** Returns the texts and permissions that the visitor has entered, as such a list. */
  kept() {
    return [...this.#typed].flatMap(({ id, type, value, checked }) =>
      type === "file" || (type === "checkbox" && !checked) ? [] : [id, value],
    );
  }

  reset() {
    this.screen.querySelector("form").reset();
    this.#typed.clear();
  }

  /**
   * Moves all that the visitor has entered into the module's form, and shows that form in place of this one. `place` is
   * the node that the module's form is in. Returns whether the module's form did not have something yet.
   */
  replaceBy(place) {
    let isNews = false;
    const [before, after] = [this.screen, place].map((form) => [...form.querySelectorAll("[name],button")]);
    const root = this.screen.getRootNode();
    const focused = root.activeElement;
    // Not of every control: the browser would lay out each field that is off the screen.
    const scrolled = before.map((old) => this.#typed.has(old) && old.scrollTop);
    const { scrollX: left, scrollY: top } = window;
    // The new form is where the old one was, so that moving the focus and the selection does not scroll.
    this.screen.style.display = "none";
    root.append(place);
    before.forEach((old, at) => {
      // The forms differ only if the form configuration has changed between two requests.
      const now = after[at]?.name === old.name ? after[at] : after.find(({ name }) => name === old.name);
      if (!now) return;
      const kind = old.type === "file" ? "files" : old.type === "checkbox" ? "checked" : "value";
      // A tool may have filled in a control without an event. An untouched control is empty, or has its value in both.
      const isFilled = kind === "files" ? old.files.length : old[kind] !== now[kind] && (old[kind] || this.#typed.has(old));
      if (isFilled) {
        isNews = true;
        now[kind] = old[kind];
        // Does not bubble: the page has already seen the visitor's own event.
        now.dispatchEvent(new Event("change"));
      }
      // Only if there is something to keep: each of these two lines makes the browser lay out the form.
      if (old.style.height) now.style.height = old.style.height;
      if (scrolled[at]) now.scrollTop = scrolled[at];
      if (old !== focused) return;
      now.focus({ preventScroll: true });
      // Controls without text have no selection, and email controls do not tell theirs.
      if (old.selectionStart != null && now.selectionStart != null) {
        now.setSelectionRange(old.selectionStart, old.selectionEnd, old.selectionDirection);
      }
    });
    this.screen.remove();
    // The styles that came with the form. The module's form has the shared stylesheet.
    root.querySelector("style")?.remove();
    // WebKit scrolls to the top while it lays out the new form.
    scrollTo({ left, top, behavior: "instant" });
    return isNews;
  }
}

/**
 * Builds a rendered form. An element is a list of its name, its attributes and its children. Not from HTML, which a page
 * with Trusted Types forbids.
 */
export const build = (node) => {
  if (typeof node === "string") return node;
  const [name, attributes, ...children] = node;
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children.map(build));
  return element;
};
