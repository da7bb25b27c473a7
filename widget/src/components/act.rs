//! The usual control: a word, a drawing, and the reason below while it is blocked.

use leptos::prelude::*;

use super::button::{BlockableButton, BlockedReason, Described, Press, fresh_name};
use crate::icon::{Drawing, Icon};

/// The control. Its accessible name is exactly `label`.
#[component]
pub fn Act(
    /// The word on it.
    #[prop(into)]
    label: Signal<&'static str>,
    /// The picture beside the word.
    #[prop(into)]
    icon: Signal<Icon>,
    /// Why not, in the server's words.
    #[prop(into, optional)]
    obstacle: Signal<Option<String>>,
    /// A class for its colour: `go`, `stop`, `lit`, `quiet`, `monitor`, `coach`, `barge`.
    #[prop(into, optional)]
    tone: Signal<&'static str>,
    /// What a press says.
    #[prop(into)]
    press: Press,
) -> impl IntoView {
    let why = fresh_name("why");
    let class = Signal::derive(move || ["button ", tone.get()].concat());
    view! {
        <div class="act">
            <BlockableButton obstacle described=Described::by(&why) class press>
                {move || view! { <Drawing icon=icon.get() /> }}
                <span class="label">{label}</span>
            </BlockableButton>
            <BlockedReason id=why obstacle class="why" />
        </div>
    }
}
