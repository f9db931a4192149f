//! A user context of WebDriver BiDi: windows with their own cookies, storage, caches and service workers. To pages, two
//! user contexts of one browser are two visitors.

use thirtyfour::bidi::modules::browsing_context::{Create, CreateType};
use thirtyfour::bidi::{BiDi, UserContextId};
use thirtyfour::{WebDriver, WindowHandle};

/// The id of the context that every browser has. It cannot be removed.
const DEFAULT: &str = "default";

/// A user context of a running browser.
pub(super) struct UserContext {
    bidi: BiDi,
    id: UserContextId,
}

impl UserContext {
    /// Creates a user context. Removes the user contexts of earlier tests, with their windows and stored data.
    pub(super) async fn open(driver: &WebDriver) -> Self {
        let bidi = driver.bidi().await.unwrap();
        for context in bidi.browser().get_user_contexts().await.unwrap().user_contexts {
            if context.user_context.as_str() != DEFAULT {
                bidi.browser().remove_user_context(context.user_context).await.unwrap();
            }
        }
        let id = bidi.browser().create_user_context().await.unwrap().user_context;
        Self { bidi, id }
    }

    /// Opens a window in this context.
    pub(super) async fn new_window(&self) -> WindowHandle {
        let create = Create {
            r#type: CreateType::Tab,
            reference_context: None,
            background: None,
            user_context: Some(self.id.clone()),
        };
        // In both drivers, the id of a top-level browsing context is also its window handle.
        WindowHandle::from(self.bidi.send(create).await.unwrap().context.as_str().to_owned())
    }
}
