// The messages in the console for the page's developer if a <customer-form> is set up wrongly: one sentence for each
// mistake, with the attribute, its value and the remedy. embed.js loads this module when it has found a mistake.

/** The sentences already reported for each element. */
const said = new WeakMap();

/**
 * Checks an element. The third argument contains the allowed values of its attributes and slots, see mistakes.js.
 * `code` is the code of its `error` event, if there was one, or `values`. `paths` are the paths of values that the page
 * has filled in and for which the form has no text field.
 */
export function explain(host, proxy, { slot: slots, ...attributes }, code, paths = []) {
  if (!said.has(host)) said.set(host, new Set());
  const say = (sentence) => {
    if (said.get(host).has(sentence)) return;
    said.get(host).add(sentence);
    console.error(`customer-form: ${sentence}`, host);
  };

  const form = host.getAttribute("form");
  if (!form) say('The attribute "form" is missing. Set it to the form\'s id in the proxy\'s configuration: form="acme".');
  for (const [name, values] of Object.entries(attributes)) {
    const value = host.getAttribute(name);
    if (value && !values.includes(value)) {
      say(`The attribute ${name}="${value}" has an unknown value. Set it to ${values.join(", ")}, or leave it out.`);
    }
  }
  if (host.hasAttribute("prefill")) {
    say(
      "prefill is a property and not an attribute. Set it in a script: element.prefill = { … }. React 18 sets attributes " +
        "only, and hears none of the form's events: the README shows how to do both with a ref.",
    );
  }
  const address = host.getAttribute("proxy");
  if (address && !/^https?:/.test(address)) {
    say(
      `The attribute proxy="${address}" is not an address, so it is not used. Set it to the proxy's origin, such as ` +
        'proxy="https://forms.example.com", or leave it out: embed.js comes from there.',
    );
  }
  for (const { slot } of host.querySelectorAll(":scope > [slot]")) {
    if (!slots.includes(slot)) {
      say(`The slot "${slot}" does not exist, so its content does not show. There are header, footer and success.`);
    }
  }
  if (host.querySelector(":scope > :not([slot], a, noscript, script, style)")) {
    say(
      "The element has content without a slot, which does not show. If the content is the rest of the page, close the " +
        "element: HTML reads <customer-form /> as an opening tag, so write <customer-form></customer-form>.",
    );
  }
  if (code === "values") say("The values in the element's <script> are not JSON, so they are not filled in.");
  if (form && code === "unknown_form") {
    say(`The proxy ${proxy} has no form of the id form="${form}". Compare it with the ids in its configuration.`);
  }
  if (code === "origin_not_allowed") {
    say(
      `The proxy ${proxy} does not serve the form "${form}" to this website. Add "${location.origin}" to the ` +
        "form's origins in the proxy's configuration.",
    );
  }
  for (const path of paths) {
    say(`The form "${form}" has no text field at the path "${path}", so its value is not filled in.`);
  }
}
