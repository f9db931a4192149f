import { StrictMode, useRef, useState } from "react";
import { createRoot } from "react-dom/client";
import type { CustomerFormElement } from "./customer-form";
import { CustomerForm } from "./CustomerForm";

/** Values that this page already knows about its visitor. */
const known = { business_information: { company_name: "Analytical Engines" } };

function SignUp() {
  const form = useRef<CustomerFormElement>(null);
  const [welcomed, setWelcomed] = useState<string | null>(null);
  return (
    <main>
      <h1>Become a customer</h1>
      <CustomerForm
        ref={form}
        form="acme"
        prefill={known}
        on={{ "customer-form:success": ({ detail }) => setWelcomed(detail.customer.name) }}
      >
        <p slot="footer">We answer within a day.</p>
      </CustomerForm>
      {welcomed !== null && (
        <p id="welcome">
          Welcome, {welcomed}! <button onClick={() => form.current?.reset()}>Enter another customer</button>
        </p>
      )}
    </main>
  );
}

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <SignUp />
  </StrictMode>,
);
