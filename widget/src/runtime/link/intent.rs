//! What a person wants, as components say it. What comes of it is the runtime's business.

use backline_core::{id::InteractionId, interaction::Command, people::Presence};

use crate::runtime::device::devices::DeviceKind;

/// Something a person wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Intent {
    /// Something on an interaction.
    Ask(InteractionId, Command),
    /// Be in this presence.
    SetPresence(Presence),
    /// Customer: call, as the page's fields and its address say.
    Call,
    /// Let go of a call that has ended.
    Forget(InteractionId),
    /// Sign in with a password.
    SignIn {
        /// Of which tenant.
        tenant: String,
        /// The person.
        name: String,
        /// The password.
        password: String,
    },
    /// Stay signed in.
    StaySignedIn,
    /// Take this page's place back from another tab.
    UseHere,
    /// Ask for the microphone again.
    TryMicrophone,
    /// Play what the browser held back.
    PlaySound,
    /// Use this device; nothing is the system's choice.
    Choose(DeviceKind, Option<String>),
    /// Take the microphone without the browser's processing, or with it.
    RawMicrophone(bool),
    /// Switch the ring off or on.
    SilentRing(bool),
    /// Switch the sound of help requests off or on.
    SilentRequests(bool),
    /// A help request was in view for a second, on a page in use.
    Seen {
        /// The interaction.
        interaction: InteractionId,
        /// The number of the request.
        request: u32,
        /// The number of the stage that it was in.
        stage: u32,
    },
    /// Load the page anew.
    Reload,
}
