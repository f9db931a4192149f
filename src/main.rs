//! The WebAssembly module that `embed.js` loads. What it exports stands in [`customer_form::element`].

/// A third of the standard library's in size. Only the program's: a host that uses the library has its own.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::GlobalTlsf<Small> = rlsf::GlobalTlsf::new();

/// Small, but with what the system gives in one piece, so that a long description does not leave holes behind.
#[cfg(target_arch = "wasm32")]
struct Small;

#[cfg(target_arch = "wasm32")]
impl rlsf::GlobalTlsfOptions for Small {
    const ENABLE_REALLOCATION: bool = false;
    const COALESCE_POOLS: bool = true;
}

fn main() {
    customer_form::element::start();
}
