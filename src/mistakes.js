// Finds elements that are set up wrongly. A part of embed.js; explain.js tells the page's developer.

/** Finds an element with an attribute of that name that says something else. */
const odd = (name, ...values) => `[${name}]:not(${["", ...values].map((value) => `[${name}="${value}"]`)})`;

const MISTAKEN = [
  ":not([form])",
  '[form=""]',
  "[prefill]",
  '[proxy]:not([proxy=""],[proxy^="http"])',
  odd("mode", "frame"),
  odd("theme", "auto", "light", "dark"),
  odd("loading", "eager", "lazy"),
  odd("draft", "session", "local", "off"),
].join();

/** Finds content that does not show. A link may stand there for browsers that run no script. */
const LOST = `:scope>:is(:not([slot],a,noscript,script,style),${odd("slot", "header", "footer", "success")})`;

export const isMistaken = (element) => element.matches(MISTAKEN) || element.querySelector(LOST);
