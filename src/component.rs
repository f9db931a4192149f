//! The form as a Leptos component, for hosts that are Leptos applications. It replaces the `<customer-form>` element.

mod kept;
mod proof;

use customer_form_contract::FieldPath;
use js_sys::{Array, Function, Reflect};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, ShadowRoot, ShadowRootInit, ShadowRootMode};

use crate::app::{FormHost, Mounted};
use kept::Place;

pub use kept::KeptDraft;

#[wasm_bindgen(module = "/src/browser/typed.js")]
extern "C" {
    /// Keeps keyboard, paste and drag events of the form's controls inside the shadow root.
    #[wasm_bindgen(js_name = keepTyped)]
    fn keep_typed(root: &ShadowRoot);
}

/// The form's own styles. The shadow root keeps them apart from the page's styles.
const STYLE: &str = include_str!("../style/form.css");

/// The customer form. It looks and behaves like the `<customer-form>` element, and needs neither `embed.js` nor another
/// WebAssembly module.
///
/// The root element is a `<div>`, which gets the component's classes and styles, including custom properties. The form
/// dispatches the same events as the element on this `<div>`; they bubble, so that any element around it can listen to
/// them. The form's `origins` in the proxy's configuration file have to contain the page's origin.
///
/// ```no_run
/// use customer_form::CustomerForm;
/// use leptos::prelude::*;
///
/// #[component]
/// fn SignUp() -> impl IntoView {
///     let done = RwSignal::new(false);
///     view! {
///         <main on:customer-form:success=move |_: leptos::ev::CustomEvent| done.set(true)>
///             <CustomerForm
///                 form="acme"
///                 proxy="https://forms.example.com"
///                 prefill=vec![("email".to_owned(), "ada@example.com".to_owned())]
///                 theme="dark"
///             />
///         </main>
///         <p hidden=move || !done.get()>"Welcome!"</p>
///     }
/// }
/// ```
#[component]
pub fn CustomerForm(
    /// The form's name at the proxy.
    #[prop(into)]
    form: String,
    /// The proxy's address, such as `https://forms.example.com`.
    #[prop(into)]
    proxy: String,
    /// Initial values, by dotted path such as `custom_fields.52.value`. Paths that are not a text field of this form
    /// are ignored.
    #[prop(optional)]
    prefill: Vec<(String, String)>,
    /// `light`, `dark`, or `auto` (as the page around the form).
    #[prop(into, default = Signal::stored("auto".to_owned()))]
    theme: Signal<String>,
    /// Where the browser stores the draft, for when the page is loaded again.
    #[prop(optional)]
    draft: KeptDraft,
) -> impl IntoView {
    let host = NodeRef::<html::Div>::new();
    let mounted = StoredValue::new_local(None::<(Mounted, Place)>);
    host.on_load(move |element| {
        // A browser without shadow roots or constructed stylesheets cannot run this program at all.
        let Ok(root) = shadow_root(&element) else { return };
        let proxy = proxy.trim_end_matches('/').to_owned();
        let place = Place::claim(draft, &proxy, &form, &element);
        keep_typed(&root);
        let host = FormHost {
            element: element.clone().into(),
            root: root.clone(),
            form,
            proxy,
            answer: None,
            prove: Some(proof::prover()),
        };
        let form = Mounted::new(host, root.into());
        let by_path = |(path, text): (String, String)| Some((FieldPath::from_dotted(&path)?, text));
        if let Some(kept) = place.read() {
            form.app.restore(kept);
        }
        form.app.prefill(prefill.into_iter().filter_map(by_path).collect());
        mounted.set_value(Some((form, place)));
        Effect::new(move |_| {
            // Setting an attribute fails only for an invalid name.
            let _ = element.set_attribute("theme", &theme.read());
        });
    });
    on_cleanup(move || {
        mounted.try_update_value(Option::take);
    });
    let keep = move || {
        mounted.with_value(|mounted| {
            if let Some((form, place)) = mounted {
                place.write(&form.app.kept());
            }
        });
    };
    let forget = move |_: leptos::ev::CustomEvent| {
        mounted.with_value(|mounted| mounted.iter().for_each(|(_, place)| place.delete()));
    };
    // Events in the shadow root also reach these listeners. Some tools that fill in forms dispatch `change` but not
    // `input`.
    view! {
        <div
            node_ref=host
            on:input=move |_| keep()
            on:change=move |_| keep()
            on:customer-form:submit=move |_: leptos::ev::CustomEvent| keep()
            on:customer-form:success=forget
        ></div>
    }
}

fn shadow_root(host: &HtmlElement) -> Result<ShadowRoot, JsValue> {
    let root = host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open))?;
    // A constructed stylesheet, because a page's Content Security Policy may forbid <style>.
    let constructor = Reflect::get(&js_sys::global(), &"CSSStyleSheet".into())?;
    let sheet = Reflect::construct(constructor.dyn_ref::<Function>().ok_or(JsValue::NULL)?, &Array::new())?;
    let replace = Reflect::get(&sheet, &"replaceSync".into())?;
    replace.dyn_ref::<Function>().ok_or(JsValue::NULL)?.call1(&sheet, &STYLE.into())?;
    Reflect::set(&root, &"adoptedStyleSheets".into(), &Array::of1(&sheet))?;
    Ok(root)
}
