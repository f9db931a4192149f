// Finds elements that are set up wrongly. A part of embed.js; explain.js tells the page's developer.

/** What an attribute may say, and a slot be called. */
export const VALUES = {
  mode: ["frame"],
  theme: ["auto", "light", "dark"],
  loading: ["eager", "lazy"],
  draft: ["session", "local", "off"],
  slot: ["header", "footer", "success"],
};

/** Finds an element with an attribute of that name that says something else. */
const odd = ([name, values]) => `[${name}]:not(${["", ...values].map((value) => `[${name}="${value}"]`)})`;

const { slot, ...attributes } = VALUES;

const MISTAKEN = [
  ":not([form])",
  '[form=""]',
  "[prefill]",
  '[proxy]:not([proxy=""],[proxy^="http"])',
  ...Object.entries(attributes).map(odd),
].join();

/** Finds content that does not show. A link may stand there for browsers that run no script. */
const LOST = `:scope>:is(:not([slot],a,noscript,script,style),${odd(["slot", slot])})`;

export const isMistaken = (element) => element.matches(MISTAKEN) || element.querySelector(LOST);
