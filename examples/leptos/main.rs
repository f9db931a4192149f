//! A Leptos application that contains the customer form as a component. Build it with trunk to get a page of its own,
//! or use `App` in your application.

use customer_form::CustomerForm;
use leptos::prelude::*;

fn main() {
    mount_to_body(App);
}

/// A page that shows a welcome message after a successful submission.
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
