//! The WebAssembly module that `embed.js` loads. What it exports stands in [`customer_form::element`].

fn main() {
    customer_form::element::start();
}
