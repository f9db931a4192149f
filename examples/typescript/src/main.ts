// Without a framework. The element's types are in customer-form.d.ts, which the proxy serves; the compiler knows the
// element, its properties, its events, and what each event's detail has.

const form = document.querySelector("customer-form")!;
const welcome = document.querySelector<HTMLElement>("#welcome")!;

form.prefill = { business_information: { company_name: "Analytical Engines" } };

form.addEventListener("customer-form:success", ({ detail }) => {
  welcome.querySelector("span")!.textContent = `Welcome, ${detail.customer.name}!`;
  welcome.hidden = false;
  // @ts-expect-error: no event tells the page what was entered.
  detail.values;
});

// Events bubble, so the page can listen once for all of its forms.
document.addEventListener("customer-form:validation-error", ({ detail }) => {
  for (const { path, code, message } of detail.errors) console.debug(path, code, message);
  // @ts-expect-error: no error has such a code.
  detail.errors.some(({ code }) => code === "misspelt");
});

// @ts-expect-error: a form has no such phase.
console.debug(form.phase === "done");

welcome.querySelector("button")!.addEventListener("click", () => form.reset());
