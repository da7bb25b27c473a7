//! The pure core of Backline: who is on a call, who may do what, who hears whom.
//!
//! There is no clock, no randomness, no IO and no async in it: instants, ids, people and authors are
//! arguments. The server *decides* with it, and the pages *apply* the same facts with it, compiled to
//! WebAssembly, so that a screen cannot say anything else than the server does.
//!
//! An [`Interaction`](interaction::Interaction) is one conversation. It is folded from facts, answers
//! a command with further facts or with the rule that stands against it, and says at any moment who
//! is to hear whom:
//!
//! ```
//! use backline_core::{
//!     id::{InteractionId, LegId, TenantId, VisitorId},
//!     interaction::{
//!         CallCommand, Command, Context, Interaction, Lens, NewCall, Observation, Offer, Stamped,
//!     },
//!     people::{Actor, FloorView},
//!     routing::{Edge, PartyId},
//!     terms::Terms,
//!     time::Timestamp,
//! };
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let customer = Actor::visitor(TenantId::new("acme")?, VisitorId::from_u128(1));
//! let (at, leg, floor) = (Timestamp(0), LegId::from_u128(2), FloorView::default());
//! let cx = Context { at, who: &customer, floor: &floor, fresh_leg: leg };
//!
//! // Create: the first fact, and the state that it folds to.
//! let new = NewCall {
//!     id: InteractionId::from_u128(3),
//!     name: "Nora".to_owned(),
//!     number: None,
//!     wants: None,
//!     contact: None,
//! };
//! let fact = new.decide(&cx, &Terms::default())?;
//! let mut call = Interaction::fold(Lens::Server, &[Stamped { at, fact }]).ok_or("no opening")?;
//!
//! // Decide what follows from a command, and apply it.
//! let join = Command::Call(CallCommand::Join { offer: Offer("v=0".to_owned()) });
//! for fact in call.decide(&cx, &join)? {
//!     call.apply(&Stamped { at, fact });
//! }
//!
//! // Observe what happens without being asked for: the connection is up.
//! for fact in call.observe(&cx, &Observation::LegConnected { leg }) {
//!     call.apply(&Stamped { at, fact });
//! }
//!
//! // Who hears whom: nobody has answered, so the customer hears the hold treatment.
//! assert_eq!(call.routes(), [Edge::treatment(PartyId::Customer)].into_iter().collect());
//!
//! // A refusal is a value, and reads as its sentence. Nothing has changed.
//! let refused = call.decide(&cx, &Command::Call(CallCommand::Hold));
//! let sentence = refused.err().map(|rule| rule.to_string());
//! assert_eq!(sentence.as_deref(), Some("This is not yours to do on this call."));
//! # Ok(())
//! # }
//! ```
//!
//! - [`routing::may_hear`] is the rule of hearing; [`interaction`] folds it over the parties.
//! - [`floor`] is the other state machine: a tenant's people, and whether they can be reached.
//! - [`host`] has the drivers that a server runs, sans-IO: the order of closing edges, storing,
//!   publishing and opening edges. [`replica`] is the driver of a page.
//! - [`protocol`] is what goes over the socket and into the record, and [`audit`] says whether a
//!   record can have happened.
//!
//! `core/examples/supervised_call.rs` plays a supervised call without any server.
#![warn(missing_docs)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod audit;
pub mod floor;
pub mod host;
pub mod id;
pub mod interaction;
pub mod legible;
pub mod people;
pub mod personal;
pub mod protocol;
pub mod replica;
pub mod routing;
pub mod shared;
pub mod sorted;
pub mod terms;
pub mod time;
pub mod view;
pub mod wire;
