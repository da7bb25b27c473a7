//! What a customer reads whose own network lets no sound through, and the ways that are left.

use backline_core::interaction::{EndReason, Interaction, Stage};
use leptos::prelude::*;

use super::view::CustomerCall;
use crate::{
    features::devices::way_out,
    icon::Icon,
    runtime::{Intent, Model, VoiceLine, use_app},
};

const NO_SOUND: &str = "Your network lets no sound through. Try another one.";

/// The sentence, *Try again* and the tenant's number; nothing while sound may come up.
#[component]
pub(crate) fn Unreached() -> impl IntoView {
    let app = use_app();
    let said = app.memo(|model| unheard(model).map(|_| NO_SOUND));
    let again = ("Try again", Icon::RotateCcw);
    view! {
        <div class="trouble" role="alert">
            {way_out(said, again, Intent::Call)}
            {move || said.get().and_then(|_| app.peek(number))}
        </div>
    }
}

/// The number and its hours; nothing where the tenant has none.
fn number(model: &Model) -> Option<impl IntoView + use<>> {
    let terms = unheard(model)?.terms();
    let (number, hours) = (terms.unreachable_phone.clone(), terms.unreachable_hours.clone());
    (!number.is_empty()).then(|| {
        let dials = ["tel:", &number].concat();
        let hours = (!hours.is_empty()).then(|| view! { <p>{hours}</p> });
        view! { <p>"Or call " <a href=dials>{number}</a></p> {hours} }
    })
}

/// The last call, if it is over and its customer's sound never came up.
fn unheard(model: &Model) -> Option<&Interaction> {
    let last = model.replica.interaction(CustomerCall::of(model)?.id)?;
    let Stage::Ended { why, .. } = last.stage() else { return None };
    let unheard = *why == EndReason::CustomerUnheard || model.media.line == VoiceLine::NoWay;
    unheard.then_some(last)
}
