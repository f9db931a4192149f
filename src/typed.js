// What is typed in the form stays in the form. A part of embed.js.

/** What only the form is to hear while one of its controls has the focus. */
export const TYPED = ["keydown", "keypress", "keyup", "paste", "drop", "dragenter", "dragover"];

/** Keeps what is typed in the form: a page's shortcuts cannot see which control of it has the focus. */
export const keep = (event) => {
  const { key, ctrlKey, metaKey, altKey } = event;
  // AltGr, and Option on a Mac, type what is on no other key. Windows reports AltGr as Ctrl and Alt.
  const typed = altKey ? /^[^a-z0-9]$/iu.test(key) : !ctrlKey && key !== "Escape" && key !== "Tab";
  if (typed && !metaKey && event.target.closest("input,textarea,select,button,a")) {
    event.stopPropagation();
  }
};
