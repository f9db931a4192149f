// Finds elements whose attributes are mistaken. A part of embed.js; explain.js tells the page's developer.

/** Finds an element with an attribute of that name that says something else. */
const odd = (name, ...values) => `[${name}]:not(${["", ...values].map((value) => `[${name}="${value}"]`)})`;

const MISTAKEN = [
  ":not([form])",
  '[form=""]',
  "[prefill]",
  odd("mode", "frame"),
  odd("theme", "auto", "light", "dark"),
  odd("loading", "eager", "lazy"),
  odd("draft", "session", "local", "off"),
].join();

export const isMistaken = (element) => element.matches(MISTAKEN) || element.querySelector(":scope>:not([slot],script,a)");
