//! Help requests in real browsers, one course of events after another: what each side presses,
//! reads and hears.

mod barriers;
mod cancel;
mod draft;
mod exits;
mod keyboard;
mod kills;
mod loss;
mod notification;
mod popup;
mod rivals;
mod strings;
mod tenant;
mod whole;

/// The usual reason and comment of these requests.
const REASON: &str = "Policy or approval";
const COMMENT: &str = "Refund over my limit";
/// However long a busy machine takes from one step to the next, nobody has left their page.
pub(crate) const NOBODY_LEAVES: &str = "[help]\nuntouched_after = \"1h\"\n";
/// What is said when the agent is asked again.
const CLOSE: &str = "Close the help request?";
const CANCEL: &str = "Cancel the help request?";
