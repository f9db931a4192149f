// Does a form's proof of work: takes an ALTCHA challenge and returns its solution. embed.js loads this module for a
// form that requires a proof.
//
// This module is also the script of the worker that does the work. If a page's policy forbids the worker (it has to
// allow `worker-src blob:` or the proxy's origin), the work is done on the page's main thread, in pieces so short that
// the visitor does not notice them.

const address = (path) => new URL(path, import.meta.url).href;

/** How many numbers the main thread tries without a pause. This takes a few milliseconds even on an old phone. */
const PIECE = 2_000;

const load = async () => {
  const module = await import(address("{{proof-script}}"));
  await module.default({ module_or_path: address("{{proof-module}}") });
  return module;
};

/** Searches for the number in pieces of `piece` numbers, with a pause after each piece. */
const search = async ({ salt, challenge, maxnumber }, piece, pause) => {
  const { solve } = await load();
  for (let first = 0; first <= maxnumber; first += piece) {
    const number = solve(salt, challenge, first, Math.min(first + piece - 1, maxnumber));
    if (number !== undefined) return number;
    await pause?.();
  }
  throw new Error("the challenge has no solution");
};

/** Pages with Trusted Types accept a script's address only from a policy that they allow by name. */
let policy;
const trusted = (script) => {
  policy ??= globalThis.trustedTypes?.createPolicy("customer-form", { createScriptURL: (url) => url });
  return policy?.createScriptURL(script) ?? script;
};

/** Solves the challenge in a worker. */
const elsewhere = (challenge) =>
  new Promise((resolve, reject) => {
    const own = new URL(import.meta.url).origin === location.origin;
    // A worker's script must have the page's origin; a module that the script imports may have another origin. The
    // import is dynamic, because a policy applies its rules for workers to a static import.
    const code = `onmessage = async ({ data }) => (await import(${JSON.stringify(import.meta.url)})).answer(data)`;
    const script = own ? import.meta.url : URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    const worker = new Worker(trusted(script), { type: "module" });
    const end = (settle) => (event) => {
      worker.terminate();
      if (!own) URL.revokeObjectURL(script);
      settle(event.data);
    };
    worker.onmessage = end(resolve);
    worker.onerror = end(reject);
    worker.postMessage(challenge);
  });

/** Solves the challenge on the main thread, and lets the page's other tasks run between the pieces. */
const here = (challenge) => search(challenge, PIECE, () => new Promise((resume) => setTimeout(resume)));

/** Solves a challenge given as JSON, and returns the value of the `Form-Proof` header. */
export async function prove(text) {
  const { maxnumber, ...asked } = JSON.parse(text);
  const challenge = { maxnumber, ...asked };
  const number = await elsewhere(challenge).catch(() => here(challenge));
  return btoa(JSON.stringify({ ...asked, number }));
}

/**
 * Sends the number from the worker to the page. If there is no solution, throws an error that reaches the page's
 * `onerror`.
 */
export async function answer(challenge) {
  try {
    postMessage(await search(challenge, challenge.maxnumber + 1));
  } catch (error) {
    setTimeout(() => {
      throw error;
    });
  }
}

if (!globalThis.document) onmessage = ({ data }) => answer(data);
