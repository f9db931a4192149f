// The WebAssembly module, and what comes with it. A part of embed.js.

const address = (path) => new URL(path, import.meta.url).href;

/** Compiled while it arrives. Where the server gives it another type than `application/wasm`, when it is there. */
const compile = async (wasm) => {
  try {
    return await WebAssembly.compileStreaming(fetch(wasm));
  } catch {
    return WebAssembly.compile(await (await fetch(wasm)).arrayBuffer());
  }
};

/** Asked for by the first form that needs it; after a failure, by the next one again. */
let engine;

/** Gives the module and the stylesheet that all forms of a page share. */
export const loadEngine = () => {
  engine ??= Promise.all([
    import(address("{{script}}")),
    compile(address("{{wasm}}")),
    fetch(address("{{style}}")).then(async (response) => {
      if (!response.ok) throw new Error("the form's stylesheet could not be loaded");
      return new CSSStyleSheet().replace(await response.text());
    }),
  ]).then(async ([module, wasm, sheet]) => {
    await module.default({ module_or_path: wasm });
    return [module, sheet];
  });
  engine.catch(() => (engine = undefined));
  return engine;
};

/** Does a form's proof of work, where one is asked for; gives nothing if it cannot, and the proxy says what is missing. */
export const prove = (challenge) =>
  import(address("{{proof}}"))
    .then((module) => module.prove(challenge))
    .catch(console.warn);
