// Keeps keyboard, paste and drag events inside the form. The element's script contains this module, and the Leptos
// component imports it.

/** The events that must not leave the form while one of its controls has the focus. */
const TYPED = ["keydown", "keypress", "keyup", "paste", "drop", "dragenter", "dragover"];

/** Stops an event of a control, unless the event is for the page. */
const keep = (event) => {
  const { key, ctrlKey, metaKey, altKey } = event;
  // Escape, Tab and key combinations are for the page. AltGr, and Option on a Mac, type characters that no other key
  // has; Windows reports AltGr as Ctrl and Alt.
  const typed = altKey ? /^[^a-z0-9]$/iu.test(key) : !ctrlKey && key !== "Escape" && key !== "Tab";
  if (typed && !metaKey && event.target.closest("input,textarea,select,button,a")) {
    event.stopPropagation();
  }
};

/**
 * Stops the events of the controls at a shadow root. Outside of it, a page's keyboard shortcuts cannot see that a
 * control has the focus.
 */
export const keepTyped = (root) => TYPED.forEach((name) => root.addEventListener(name, keep));
