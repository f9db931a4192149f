//! A Leptos application with the customer form in it, as a component. Build it with trunk for a page of its own, or
//! take `App` as it is.

use customer_form::CustomerForm;
use leptos::prelude::*;

fn main() {
    mount_to_body(App);
}

/// A page that welcomes whoever has entered themselves.
#[component]
fn App() -> impl IntoView {
    let welcomed = RwSignal::new(false);
    view! {
        <h1>"Become a customer of Acme"</h1>
        <main on:customer-form:success=move |_: leptos::ev::CustomEvent| welcomed.set(true)>
            <CustomerForm
                form="acme"
                proxy="https://forms.example.com"
                prefill=vec![("business_information.company_name".to_owned(), "Analytical Engines".to_owned())]
                theme="light"
            />
        </main>
        <Show when=move || welcomed.get()>
            <p>"Welcome! We will call you."</p>
        </Show>
    }
}
