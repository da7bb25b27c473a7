//! The customer's page: call, mute, hang up, and how the call stands.

use backline_core::protocol::Page;
use leptos::prelude::*;

use crate::{
    components::{Frame, Notice},
    features::{
        call::customer::{CustomerCall, CustomerControls, Status, Unreached},
        devices::{DeviceChoice, LevelMeter, MicrophoneTrouble},
    },
    runtime::{App, use_app},
};

/// The page.
#[component]
pub fn Call() -> impl IntoView {
    let _app = App::start(Page::Call);
    shown()
}

/// What the page shows, once it has begun.
pub(super) fn shown() -> impl IntoView {
    view! {
        <Frame>
            <CallBody />
        </Frame>
    }
}

#[component]
fn CallBody() -> impl IntoView {
    let call = use_app().memo(CustomerCall::of);
    view! {
        <main class="customer">
            <Status call />
            <CustomerControls call />
            <Unreached />
            <Notice />
            <MicrophoneTrouble />
            <LevelMeter />
            <DeviceChoice />
        </main>
    }
}
