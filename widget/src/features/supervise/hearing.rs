//! Who hears whom on a call, as a supervisor sees it.

use backline_core::id::InteractionId;
use leptos::prelude::*;

use crate::{
    picture::{Picture, for_supervisor},
    runtime::{App, Model, PageStanding},
};

/// The picture, as it changes; while the server cannot be asked, marked as old.
pub(crate) fn picture(app: App, id: InteractionId) -> Memo<Picture> {
    app.memo(move |model| {
        let drawn = model.replica.interaction(id).map(|call| Picture::of(call, model.my_id()));
        let drawn = drawn.unwrap_or_default();
        if model.standing() == PageStanding::Live { drawn } else { drawn.gone_stale() }
    })
}

/// The sentence; none while it is not known who looks, or at which call.
pub(crate) fn sentence(model: &Model, id: InteractionId) -> String {
    let linked = model.standing() == PageStanding::Live;
    let call = model.replica.interaction(id);
    call.zip(model.my_id()).map_or_else(String::new, |(call, me)| for_supervisor(call, me, linked))
}
