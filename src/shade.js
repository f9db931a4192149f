// Whether the place of a form is light or dark. A part of embed.js.

/** What surrounds an element, from the inside to the outside, through slots and shadow roots. */
const surroundings = function* (element) {
  for (let at = element; at; at = at.assignedSlot ?? at.parentNode ?? at.host) {
    if (at instanceof Element) yield at;
  }
};

/** A color as a computed style gives one: its lightness as people see it, from 0 to 1, and its opacity. */
export const lightness = (color) => {
  const [r, g, b, opacity = 1] = color.match(/(?<=[ (])-?[\d.]+/g).map(Number);
  // lab(), lch(), oklab() and oklch() begin with the lightness; some of them count to 100.
  if (/^(ok)?l/.test(color)) return [r > 1 ? r / 100 : r, opacity];
  const light = 0.3 * r + 0.6 * g + 0.1 * b;
  return [color.startsWith("rgb") ? light / 255 : light, opacity];
};

/** Between them, black and white text can be read equally well. */
const MIDDLE = 0.47;

/**
 * `light` or `dark`, as the background that an element stands on. Nothing where there is none up to the page's own
 * canvas, which is as `color-scheme` says.
 */
export const shade = (element) => {
  if (!element.isConnected) return;
  for (const at of surroundings(element)) {
    const { backgroundColor, backgroundImage, color } = getComputedStyle(at);
    const [light, opacity] = lightness(backgroundColor);
    // What a picture shows cannot be seen from here. The page's own text can be read on it.
    if (backgroundImage !== "none") return lightness(color)[0] > MIDDLE ? "dark" : "light";
    if (opacity > 0.5) return light < MIDDLE ? "dark" : "light";
  }
};

/** Calls `look` whenever the shade may have changed, once a frame at most, and gives what ends that. */
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
  // A background may be on its way to another color, and a stylesheet to the page.
  const listen = ({ target }) => (target.sheet || target.contains?.(element)) && soon();
  for (const name of ["transitionend", "load"]) document.addEventListener(name, listen, true);
  return () => {
    cancelAnimationFrame(frame);
    observer.disconnect();
    system.removeEventListener("change", soon);
    for (const name of ["transitionend", "load"]) document.removeEventListener(name, listen, true);
  };
};
