// Loads the WebAssembly module and the stylesheet. A part of embed.js.

/** The address of a file that is served beside this script. */
export const address = (path) => new URL(path, import.meta.url).href;

/** Compiles the module while it loads, or after it has loaded if the server's media type is not `application/wasm`. */
const compile = async (wasm) => {
  try {
    return await WebAssembly.compileStreaming(fetch(wasm));
  } catch {
    return WebAssembly.compile(await (await fetch(wasm)).arrayBuffer());
  }
};

/** The promises of the module and of the stylesheet for all forms. After a failure, the next form loads both again. */
let engine, style;

/** Returns the stylesheet that all forms of a page share. `css` is its text, if the page already has it. */
export const loadStyle = (css) =>
  (style ??= (async () => {
    if (!css) {
      const response = await fetch(address("{{style}}"));
      if (!response.ok) throw new Error("the form's stylesheet could not be loaded");
      css = await response.text();
    }
    return new CSSStyleSheet().replace(css);
  })());

/** Returns the module and the stylesheet that all forms of a page share. */
export const loadEngine = () => {
  engine ??= Promise.all([import(address("{{script}}")), compile(address("{{wasm}}")), loadStyle()]).then(
    async ([module, wasm, sheet]) => {
      await module.default({ module_or_path: wasm });
      return [module, sheet];
    },
  );
  engine.catch(() => (engine = style = undefined));
  return engine;
};

/**
 * Does a form's proof of work. The result is undefined if the work fails; the proxy then answers that the proof is
 * missing.
 */
export const prove = (challenge) =>
  import(address("{{proof}}"))
    .then((module) => module.prove(challenge))
    .catch(console.warn);
