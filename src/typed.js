// Keeps keyboard, paste and drag events inside the form. A part of embed.js.

/** The events that must not leave the form while one of its controls has the focus. */
export const TYPED = ["keydown", "keypress", "keyup", "paste", "drop", "dragenter", "dragover"];

/**
 * Stops the event of a control. Outside of the form, a page's keyboard shortcuts cannot see that a control has the
 * focus.
 */
export const keep = (event) => {
  const { key, ctrlKey, metaKey, altKey } = event;
  // Escape, Tab and key combinations belong to the page. AltGr, and Option on a Mac, type characters that no other key
  // has; Windows reports AltGr as Ctrl and Alt.
  const typed = altKey ? /^[^a-z0-9]$/iu.test(key) : !ctrlKey && key !== "Escape" && key !== "Tab";
  if (typed && !metaKey && event.target.closest("input,textarea,select,button,a")) {
    event.stopPropagation();
  }
};
