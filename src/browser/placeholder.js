// The placeholder of a form until the form is loaded. A part of embed.js.

/** The least width of the element in pixels at which fields are side by side. style/form.css has the same number. */
const WIDE = 560;

/** The styles of the placeholder until the form's own stylesheet is loaded, with the same sizes as the form. */
const css =
  ':host{display:block}:host([hidden]){display:none}' +
  '.cf-placeholder{display:grid;gap:24px;font-size:16px;line-height:1.5}' +
  '.cf-placeholder p{margin:0;height:21px;overflow:hidden;opacity:0}' +
  '.cf-placeholder div{border-radius:8px;background:currentColor;opacity:.08}' +
  '.cf-placeholder~.cf-screen{height:0;overflow:hidden;visibility:hidden}' +
  ':host::before{content:". .";display:block;height:0;overflow:hidden;visibility:hidden;font:1px monospace;letter-spacing:0;white-space:normal;word-spacing:480px}' +
  'iframe{display:block;width:calc(100% + 8px);margin:-4px;border:0}';

/**
 * The same styles as a stylesheet. Undefined or false in a browser that cannot share a stylesheet among forms: the form
 * does not support such a browser.
 */
export const placeholderSheet = (() => {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    return "adoptedStyleSheets" in document && sheet;
  } catch {
    // The browser is too old.
  }
})();

/** Shows the placeholder of a form in the shadow root of an element, with the heights of a short form's fields. */
export const showPlaceholder = (element, root) => {
  const box = document.createElement("div");
  box.className = "cf-placeholder";
  box.setAttribute("part", "loading");
  box.setAttribute("role", "status");
  const text = document.createElement("p");
  text.textContent = "Loading the form…";
  const bars = [...Array(element.clientWidth >= WIDE ? 4 : 6).fill(74), 44].map((height) => {
    const bar = document.createElement("div");
    bar.style.height = `${height}px`;
    return bar;
  });
  box.append(text, ...bars);
  root.replaceChildren(box);
};
