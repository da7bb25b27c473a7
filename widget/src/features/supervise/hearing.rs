//! Who hears whom on a call, as the page's person sees it.

use backline_core::id::InteractionId;
use leptos::prelude::*;

use crate::{
    features::call::news::use_news,
    picture::{Picture, for_supervisor},
    runtime::{Model, PageStanding},
};

/// The picture of a call that is known; while the server cannot be asked, marked as old.
pub(crate) fn drawn(model: &Model, id: InteractionId) -> Option<Picture> {
    let picture = Picture::of(model.replica.interaction(id)?, model.my_id());
    let linked = model.standing() == PageStanding::Live;
    Some(if linked { picture } else { picture.gone_stale() })
}

/// The same as it changes; empty without the call.
pub(crate) fn picture(id: InteractionId) -> Memo<Picture> {
    use_news().memo(id, move |model| drawn(model, id).unwrap_or_default())
}

/// A supervisor's sentence; none while it is not known who looks, or at which call.
pub(crate) fn sentence(model: &Model, id: InteractionId) -> String {
    let linked = model.standing() == PageStanding::Live;
    let call = model.replica.interaction(id);
    call.zip(model.my_id()).map_or_else(String::new, |(call, me)| for_supervisor(call, me, linked))
}
