import { StrictMode, useRef, useState } from "react";
import { createRoot } from "react-dom/client";
import type { CustomerFormElement } from "./customer-form";

/** Values that this page already knows about its visitor. */
const known = { business_information: { company_name: "Analytical Engines" } };

function SignUp() {
  const form = useRef<CustomerFormElement>(null);
  const [welcomed, setWelcomed] = useState<string | null>(null);
  return (
    <main>
      <h1>Become a customer</h1>
      <customer-form
        ref={form}
        form="acme"
        prefill={known}
        oncustomer-form:success={({ detail }) => setWelcomed(detail.customer.name)}
      >
        <p slot="footer">We answer within a day.</p>
      </customer-form>
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
