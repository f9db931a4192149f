//! The WebAssembly module that `embed.js` loads. [`customer_form::element`] defines its exports.

/// An allocator that is 7 KB smaller than the standard library's. Only the program uses it: a host that uses the
/// library has its own allocator.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::GlobalTlsf<Small> = rlsf::GlobalTlsf::new();

/// Options for small code. The memory pools that the system gives are merged, so that a long form configuration does
/// not leave gaps between the pools.
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
