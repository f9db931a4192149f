// Finds out whether the surroundings of a form are light or dark. A part of embed.js.

/** The element and its ancestors, from the inside to the outside, through slots and shadow roots. */
const surroundings = function* (element) {
  for (let at = element; at; at = at.assignedSlot ?? at.parentNode ?? at.host) {
    if (at instanceof Element) yield at;
  }
};

/** Takes a color from a computed style. Returns its perceived lightness and its opacity, both from 0 to 1. */
export const lightness = (color) => {
  const [r, g, b, opacity = 1] = color.match(/(?<=[ (])-?[\d.]+/g).map(Number);
  // lab(), lch(), oklab() and oklch() start with the lightness; in some of them it goes up to 100.
  if (/^(ok)?l/.test(color)) return [r > 1 ? r / 100 : r, opacity];
  const light = 0.3 * r + 0.6 * g + 0.1 * b;
  return [color.startsWith("rgb") ? light / 255 : light, opacity];
};

/** The lightness at which black text and white text are equally readable. */
const MIDDLE = 0.47;

/**
 * Returns `light` or `dark`, as the background behind an element. Returns undefined if no element has a background:
 * then the page's canvas is visible, which follows `color-scheme`.
 */
export const shade = (element) => {
  if (!element.isConnected) return;
  for (const at of surroundings(element)) {
    const { backgroundColor, backgroundImage, color } = getComputedStyle(at);
    const [light, opacity] = lightness(backgroundColor);
    // The colors of an image are unknown. The page's own text is readable on it, so the opposite of the text's color is
    // used.
    if (backgroundImage !== "none") return lightness(color)[0] > MIDDLE ? "dark" : "light";
    if (opacity > 0.5) return light < MIDDLE ? "dark" : "light";
  }
};

/** Calls `look` whenever the shade may have changed, at most once per frame. Returns a function that stops this. */
export const watch = (element, look) => {
  let frame;
  const soon = () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(look);
  };
  const observer = new MutationObserver(soon);
  for (const at of surroundings(element)) if (at !== element) observer.observe(at, { attributes: true });
  observer.observe(document.head, { attributes: true, childList: true, subtree: true });
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", soon);
  // A background may be in a transition to another color, and a stylesheet may still be loading.
  const listen = ({ target }) => (target.sheet || target.contains?.(element)) && soon();
  for (const name of ["transitionend", "load"]) document.addEventListener(name, listen, true);
  return () => {
    cancelAnimationFrame(frame);
    observer.disconnect();
    system.removeEventListener("change", soon);
    for (const name of ["transitionend", "load"]) document.removeEventListener(name, listen, true);
  };
};
