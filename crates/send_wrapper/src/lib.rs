//! A replacement for `send_wrapper` that does not check the thread on a target with only one thread.
//!
//! Leptos wraps the objects of the page in `SendWrapper`, so that its types can be `Send`. The original crate stores
//! the id of the thread that made a value, and compares it on each access. In WebAssembly without threads the
//! comparison always succeeds, but it adds 9 KB to the module: the standard library's threads, and a second allocator
//! beside our own. This crate has the same names. On that target it compares nothing, and on all other targets it works
//! like the original.
//!
//! `docs/glossary.md` in the repository explains the words, `docs/architecture.md` the modules.

#![allow(unsafe_code, reason = "an implementation of Send or Sync needs unsafe code")]

use std::fmt;
use std::mem::{ManuallyDrop, needs_drop};
use std::ops::{Deref, DerefMut};

/// A value that can be sent to another thread, but can be used only in the thread that made it.
///
/// # Panics
/// If another thread uses the value, or drops a value that needs dropping.
pub struct SendWrapper<T> {
    value: ManuallyDrop<T>,
    owner: OwnerThread,
}

// SAFETY: every access to the value, and its drop, first checks that this is the thread that made the value.
unsafe impl<T> Send for SendWrapper<T> {}
// SAFETY: every access to the value first checks that this is the thread that made the value.
unsafe impl<T> Sync for SendWrapper<T> {}

impl<T> SendWrapper<T> {
    /// Wraps a value. The current thread becomes the thread of the value.
    pub fn new(value: T) -> Self {
        Self { value: ManuallyDrop::new(value), owner: OwnerThread::here() }
    }

    /// Whether the current thread is the thread of the value.
    pub fn valid(&self) -> bool {
        self.owner.is_here()
    }

    /// Returns the value and consumes the wrapper.
    pub fn take(self) -> T {
        self.owner.assert_here();
        let mut this = ManuallyDrop::new(self);
        // SAFETY: `this.value` is not used again, because `this` is local and is not dropped.
        unsafe { ManuallyDrop::take(&mut this.value) }
    }
}

impl<T> Deref for SendWrapper<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.owner.assert_here();
        &self.value
    }
}

impl<T> DerefMut for SendWrapper<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.owner.assert_here();
        &mut self.value
    }
}

impl<T> Drop for SendWrapper<T> {
    fn drop(&mut self) {
        if !needs_drop::<T>() || self.owner.is_here() {
            // SAFETY: `drop` runs once, and the value is not used afterwards.
            unsafe { ManuallyDrop::drop(&mut self.value) }
        } else if !std::thread::panicking() {
            // A second panic would end the process, so this branch runs only if the thread is not already panicking.
            self.owner.assert_here();
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
            // SAFETY: the value is pinned together with its wrapper. No code moves the value out of a borrowed wrapper.
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

use owner_thread::OwnerThread;

/// For WebAssembly without threads: no check.
#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
mod owner_thread {
    pub(super) struct OwnerThread;

    impl OwnerThread {
        pub(super) fn here() -> Self {
            Self
        }

        pub(super) fn is_here(&self) -> bool {
            true
        }

        pub(super) fn assert_here(&self) {}
    }
}

/// For all other targets: compares thread ids.
#[cfg(not(all(target_family = "wasm", not(target_feature = "atomics"))))]
mod owner_thread {
    use std::thread::{self, ThreadId};

    pub(super) struct OwnerThread(ThreadId);

    impl OwnerThread {
        pub(super) fn here() -> Self {
            Self(thread::current().id())
        }

        pub(super) fn is_here(&self) -> bool {
            self.0 == thread::current().id()
        }

        #[track_caller]
        pub(super) fn assert_here(&self) {
            assert!(self.is_here(), "a thread used a SendWrapper that another thread made");
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
