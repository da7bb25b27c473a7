//! The settings of a page, behind one button of its first line: the devices, whatever the page adds, and
//! the way to its shortcuts and version, which stand in its HTML.

use leptos::prelude::*;

use super::choice::Devices;
use crate::icon::{Drawing, Icon};

/// The button with what it opens.
#[component]
pub fn Settings(
    /// What the page adds.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <button type="button" class="button quiet dense" popovertarget="settings">
            <Drawing icon=Icon::Settings2 />
            "Settings"
        </button>
        <div class="popover settings" id="settings" popover="auto">
            <Devices />
            {children.map(|children| children())}
            <button type="button" class="button dense" popovertarget="about">
                "About"
            </button>
        </div>
    }
}
