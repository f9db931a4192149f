// An example without a framework. customer-form.d.ts, which the proxy serves, declares the element's types: the
// compiler knows the element, its properties, its events, and the detail of each event.

const form = document.querySelector("customer-form")!;
const welcome = document.querySelector<HTMLElement>("#welcome")!;

form.prefill = { business_information: { company_name: "Analytical Engines" } };

form.addEventListener("customer-form:success", ({ detail }) => {
  welcome.querySelector("span")!.textContent = `Welcome, ${detail.customer.name}!`;
  welcome.hidden = false;
  // @ts-expect-error: the event does not contain the entered values.
  detail.values;
});

// Events bubble, so one listener on the document serves all forms of the page.
document.addEventListener("customer-form:validation-error", ({ detail }) => {
  for (const { path, code, message } of detail.errors) console.debug(path, code, message);
  // @ts-expect-error: this error code does not exist.
  detail.errors.some(({ code }) => code === "misspelt");
});

// @ts-expect-error: this phase does not exist.
console.debug(form.phase === "done");

welcome.querySelector("button")!.addEventListener("click", () => form.reset());
