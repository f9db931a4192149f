// Does a form's proof of work: ALTCHA's challenge in, its solution out. Loaded by embed.js for a form that asks for one.
//
// This module is also the worker that does it. Where a page's policy allows no worker of ours (that takes `worker-src
// blob:`, or the proxy's own origin), the work is done in the page, in pieces short enough that nobody notices.

const address = (path) => new URL(path, import.meta.url).href;

/** How many numbers are tried at once in the page: some milliseconds even on an old phone. */
const PIECE = 2_000;

const load = async () => {
  const module = await import(address("{{proof-script}}"));
  await module.default({ module_or_path: address("{{proof-module}}") });
  return module;
};

/** Looks for the number, `piece` by piece, with a pause after each. */
const search = async ({ salt, challenge, maxnumber }, piece, pause) => {
  const { solve } = await load();
  for (let first = 0; first <= maxnumber; first += piece) {
    const number = solve(salt, challenge, first, Math.min(first + piece - 1, maxnumber));
    if (number !== undefined) return number;
    await pause?.();
  }
  throw new Error("the challenge has no solution");
};

/** Pages with Trusted Types take an address of a script only from a policy that they allow by its name. */
let policy;
const trusted = (script) => {
  policy ??= globalThis.trustedTypes?.createPolicy("customer-form", { createScriptURL: (url) => url });
  return policy?.createScriptURL(script) ?? script;
};

/** In a worker of its own. */
const elsewhere = (challenge) =>
  new Promise((resolve, reject) => {
    const own = new URL(import.meta.url).origin === location.origin;
    // A worker's script has to be of the page's origin; what it imports need not. Not as a static import, which a
    // policy takes for a worker too.
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

/** Here, between everything else that the page does. */
const here = (challenge) => search(challenge, PIECE, () => new Promise((resume) => setTimeout(resume)));

/** Solves a challenge given as JSON, and gives what goes back as the `Form-Proof`. */
export async function prove(text) {
  const { maxnumber, ...asked } = JSON.parse(text);
  const challenge = { maxnumber, ...asked };
  const number = await elsewhere(challenge).catch(() => here(challenge));
  return btoa(JSON.stringify({ ...asked, number }));
}

/** Tells whoever has made this worker the number, or, as an error of the worker's, why there is none. */
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
