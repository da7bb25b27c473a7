//! One help request, read off the few facts that tell of it: the rest of its call need not be known.
//!
//! It refuses to know where the facts come from, and who may read of the request.

use std::slice;

use crate::interaction::{Fact, HelpFact, Interaction, Lens, Stamped, SuperviseFact};

/// Request number `request` through `lens`: a call that knows its agent and this request, as it
/// stands at the end of `log`, and what is told of the request there.
///
/// `log` is of the call's log, as the server sees it, what concerns the request, in its order: the
/// opening, the answer of the agent who asks, and from there on at least the facts about this
/// request that the lens shows, and what became of actions that began after its first one. `None`
/// when it tells of no such request, or the lens shows none.
#[must_use]
pub fn of(log: &[Stamped], request: u32, lens: Lens) -> Option<(Interaction, Vec<Stamped>)> {
    let (opening, rest) = log.split_first()?;
    let mut call = Interaction::fold(Lens::Server, slice::from_ref(opening))?;
    let mut told = Vec::new();
    for stamped in rest {
        let shown = match &stamped.fact {
            Fact::Help(HelpFact::Request { request: number, what }) => {
                if *number != request {
                    continue;
                }
                lens.shows_help(what)
            }
            Fact::Supervise(
                SuperviseFact::ActionActive { action, .. }
                | SuperviseFact::ActionEnded { action, .. },
            ) => lens.shows(*action, call.terms()),
            Fact::Call(_) | Fact::Supervise(_) | Fact::Help(_) | Fact::Contact(_) => false,
        };
        call.apply(stamped);
        if shown {
            told.push(stamped.clone());
        }
    }
    let seen = call.seen_by(lens);
    (seen.help()?.number == request).then_some((seen, told))
}
