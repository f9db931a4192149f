// The script that a page loads: defines <customer-form>, before any WebAssembly is loaded. The build puts the modules
// that this one imports into it, and fills in the addresses of the files that it loads later.

import { CustomerForm } from "./element.js";
import { address } from "./engine.js";
import { errorEvent, unavailable, unavailableNotice } from "./notices.js";
import { placeholderSheet } from "./placeholder.js";

if (!placeholderSheet || !window.customElements || !Element.prototype.attachShadow) {
  import(address("{{below}}")).then(({ stand }) =>
    stand(new URL(import.meta.url).origin, unavailableNotice, (form) => errorEvent(form, "wasm_unavailable", unavailable, true)),
  );
} else if (!customElements.get("customer-form")) customElements.define("customer-form", CustomerForm);
