//! What Leptos asks of `send_wrapper`, without the question which thread this is where there is only one.
//!
//! Leptos wraps whatever belongs to the page, so that its types may claim to go anywhere. The crate of that name writes
//! down the thread that a value was made in, and compares. In WebAssembly without threads the answer is always the same,
//! and asking for it brings along the standard library's threads and, beside our own allocator, a second one: 6 KB of
//! the module. This crate has the same names, compares nothing there, and everywhere else does what the original does.

#![allow(unsafe_code, reason = "a type says of itself that it may go to another thread in no other way")]

use std::fmt;
use std::mem::{ManuallyDrop, needs_drop};
use std::ops::{Deref, DerefMut};

/// A value that is only ever touched where it was made, and may therefore be sent elsewhere.
///
/// # Panics
/// Whoever touches or drops it in another thread.
pub struct SendWrapper<T> {
    value: ManuallyDrop<T>,
    home: Home,
}

// SAFETY: every way to the value, dropping it included, asks first whether this is the thread that it was made in.
unsafe impl<T> Send for SendWrapper<T> {}
// SAFETY: likewise.
unsafe impl<T> Sync for SendWrapper<T> {}

impl<T> SendWrapper<T> {
    /// Wraps a value of this thread.
    pub fn new(value: T) -> Self {
        Self { value: ManuallyDrop::new(value), home: Home::here() }
    }

    /// Whether the value may be touched: whether this is its thread.
    pub fn valid(&self) -> bool {
        self.home.is_here()
    }

    /// Takes the value out.
    pub fn take(self) -> T {
        self.home.assert_here();
        let mut this = ManuallyDrop::new(self);
        // SAFETY: nobody can use `this.value` again: `this` is gone, and is not dropped.
        unsafe { ManuallyDrop::take(&mut this.value) }
    }
}

impl<T> Deref for SendWrapper<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.home.assert_here();
        &self.value
    }
}

impl<T> DerefMut for SendWrapper<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.home.assert_here();
        &mut self.value
    }
}

impl<T> Drop for SendWrapper<T> {
    fn drop(&mut self) {
        if !needs_drop::<T>() || self.home.is_here() {
            // SAFETY: a value is dropped once, and nobody uses it afterwards.
            unsafe { ManuallyDrop::drop(&mut self.value) }
        } else if !std::thread::panicking() {
            // A second panic would end the process.
            self.home.assert_here();
        }
    }
}

impl<T: Clone> Clone for SendWrapper<T> {
    fn clone(&self) -> Self {
        Self::new((**self).clone())
    }
}

impl<T: fmt::Debug> fmt::Debug for SendWrapper<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.valid() {
            f.debug_tuple("SendWrapper").field(&**self).finish()
        } else {
            f.write_str("SendWrapper(_)")
        }
    }
}

#[cfg(feature = "futures")]
mod futures {
    use std::ops::DerefMut;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use futures_core::Stream;

    use super::SendWrapper;

    impl<T> SendWrapper<T> {
        fn project(self: Pin<&mut Self>) -> Pin<&mut T> {
            // SAFETY: the value is pinned with its wrapper: nothing moves it out of a wrapper that is borrowed.
            unsafe { self.map_unchecked_mut(Self::deref_mut) }
        }
    }

    impl<F: Future> Future for SendWrapper<F> {
        type Output = F::Output;

        fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
            self.project().poll(cx)
        }
    }

    impl<S: Stream> Stream for SendWrapper<S> {
        type Item = S::Item;

        fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            self.project().poll_next(cx)
        }

        fn size_hint(&self) -> (usize, Option<usize>) {
            (**self).size_hint()
        }
    }
}

use home::Home;

/// WebAssembly without threads.
#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
mod home {
    pub(super) struct Home;

    impl Home {
        pub(super) fn here() -> Self {
            Self
        }

        pub(super) fn is_here(&self) -> bool {
            true
        }

        pub(super) fn assert_here(&self) {}
    }
}

/// Everything else.
#[cfg(not(all(target_family = "wasm", not(target_feature = "atomics"))))]
mod home {
    use std::thread::{self, ThreadId};

    pub(super) struct Home(ThreadId);

    impl Home {
        pub(super) fn here() -> Self {
            Self(thread::current().id())
        }

        pub(super) fn is_here(&self) -> bool {
            self.0 == thread::current().id()
        }

        #[track_caller]
        pub(super) fn assert_here(&self) {
            assert!(self.is_here(), "a SendWrapper was touched in another thread than its own");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::rc::Rc;
    use std::thread;

    use super::SendWrapper;

    #[test]
    fn wrapper_gives_its_value_in_its_own_thread() {
        let mut wrapped = SendWrapper::new(vec![1]);
        wrapped.push(2);
        assert!(wrapped.valid());
        assert_eq!(*wrapped.clone(), [1, 2]);
        assert_eq!(format!("{wrapped:?}"), "SendWrapper([1, 2])");
        assert_eq!(wrapped.take(), [1, 2]);
    }

    #[test]
    fn a_value_is_dropped_once() {
        let counted = Rc::new(());
        drop(SendWrapper::new(Rc::clone(&counted)));
        let taken = SendWrapper::new(Rc::clone(&counted)).take();
        assert_eq!(Rc::strong_count(&counted), 2);
        drop(taken);
        assert_eq!(Rc::strong_count(&counted), 1);
    }

    #[test]
    fn wrapper_cannot_be_read_or_dropped_in_another_thread() {
        let wrapped = SendWrapper::new(Rc::new(1));
        thread::scope(|scope| {
            let elsewhere = scope.spawn(|| {
                assert!(!wrapped.valid());
                assert_eq!(format!("{wrapped:?}"), "SendWrapper(_)");
                catch_unwind(AssertUnwindSafe(|| drop(Rc::clone(&wrapped)))).is_err()
            });
            assert!(elsewhere.join().unwrap());
        });
        let dropped = thread::spawn(move || catch_unwind(AssertUnwindSafe(|| drop(wrapped))).is_err());
        assert!(dropped.join().unwrap());
    }

    #[test]
    fn value_without_drop_can_be_dropped_in_any_thread() {
        let wrapped = SendWrapper::new(1);
        assert!(thread::spawn(move || drop(wrapped)).join().is_ok());
    }
}
