// What is typed in the form stays in the form. A part of embed.js.

/** What only the form is to hear while one of its controls has the focus. */
export const TYPED = ["keydown", "keypress", "keyup", "paste", "drop", "dragenter", "dragover"];

/** Keeps what is typed in the form: a page's shortcuts cannot see which control of it has the focus. */
export const keep = (event) => {
  // With AltGr, characters are typed.
  const { key, ctrlKey, metaKey, altKey } = event;
  const combined = (ctrlKey || metaKey || altKey) && !event.getModifierState?.("AltGraph");
  if (!combined && key !== "Escape" && key !== "Tab" && event.target.closest("input,textarea,select,button,a")) {
    event.stopPropagation();
  }
};
