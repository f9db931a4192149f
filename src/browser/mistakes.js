// Finds elements that are set up wrongly. A part of embed.js; explain.js reports the mistakes to the page's developer.

/** The allowed values of the attributes, and the allowed names of slots. */
export const VALUES = {
  mode: ["frame"],
  theme: ["auto", "light", "dark"],
  loading: ["eager", "lazy"],
  draft: ["session", "local", "off"],
  slot: ["header", "footer", "success"],
};

/** A selector for elements whose attribute of that name has a value that is not in `values`. */
const odd = ([name, values]) => `[${name}]:not(${["", ...values].map((value) => `[${name}="${value}"]`)})`;

const { slot, ...attributes } = VALUES;

const MISTAKEN = [
  ":not([form])",
  '[form=""]',
  "[prefill]",
  '[proxy]:not([proxy=""],[proxy^="http"])',
  ...Object.entries(attributes).map(odd),
].join();

/** A selector for content that is not shown. Links are allowed, for browsers that run no script. */
const LOST = `:scope>:is(:not([slot],a,noscript,script,style),${odd(["slot", slot])})`;

export const isMistaken = (element) => element.matches(MISTAKEN) || element.querySelector(LOST);
