//! What a tab remembers across a reload, and what the browser remembers for all tabs.
//!
//! The sign-in, a customer's token and a draft belong to the tab; the choice of devices to the browser. A
//! browser that keeps nothing (a private window may refuse) costs comfort, not function.

use backline_core::{id::InteractionId, protocol::Page};
use web_sys::{Storage, Window};

/// What is kept, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remembered {
    /// The token of who signed in; this tab.
    Session,
    /// Whom the demo signed in by name; this tab.
    DemoPerson,
    /// The token of a customer's browser; this tab.
    Visitor,
    /// The tenant that it is of; this tab.
    VisitorsTenant,
    /// The chosen microphone; every tab.
    Microphone,
    /// The chosen speaker; every tab.
    Speaker,
    /// Whether the microphone is taken without the browser's processing; every tab.
    RawMicrophone,
    /// Whether the ring is silent; every tab.
    SilentRing,
    /// What an agent has begun to write about the help needed on this call; this tab.
    HelpDraft(InteractionId),
    /// Where the server takes sound; every tab.
    MediaServer,
    /// Whether help requests are silent; every tab.
    SilentRequests,
    /// Which help requests' popups were put away; this tab.
    PutAway,
    /// The call in which the person has a part on this kind of page; this tab.
    Part(Page),
    /// What the person did there while the server was away; this tab.
    Alone(Page),
}

impl Remembered {
    fn key(self) -> String {
        let name = match self {
            Self::Session => "backline.session",
            Self::DemoPerson => "backline.demo.person",
            Self::Visitor => "backline.visitor",
            Self::VisitorsTenant => "backline.visitor.tenant",
            Self::Microphone => "backline.microphone",
            Self::Speaker => "backline.speaker",
            Self::RawMicrophone => "backline.microphone.raw",
            Self::SilentRing => "backline.ring.silent",
            Self::HelpDraft(call) => return ["backline.help.", &call.to_string()].concat(),
            Self::MediaServer => "backline.media.server",
            Self::SilentRequests => "backline.help.silent",
            Self::PutAway => "backline.help.put-away",
            Self::Part(page) => return ["backline.part.", word(page)].concat(),
            Self::Alone(page) => return ["backline.alone.", word(page)].concat(),
        };
        name.to_owned()
    }

    fn place(self) -> Option<Storage> {
        let of_tab = |window: Window| window.session_storage().ok().flatten();
        let of_browser = |window: Window| window.local_storage().ok().flatten();
        let window = web_sys::window()?;
        match self {
            Self::Session
            | Self::DemoPerson
            | Self::Visitor
            | Self::VisitorsTenant
            | Self::HelpDraft(_)
            | Self::PutAway
            | Self::Part(_)
            | Self::Alone(_) => of_tab(window),
            Self::Microphone
            | Self::Speaker
            | Self::RawMicrophone
            | Self::SilentRing
            | Self::MediaServer
            | Self::SilentRequests => of_browser(window),
        }
    }

    /// What is kept, if anything.
    #[must_use]
    pub fn read(self) -> Option<String> {
        self.place()?.get_item(&self.key()).ok().flatten().filter(|value| !value.is_empty())
    }

    /// Keeps `value`.
    pub fn write(self, value: &str) {
        if let Some(place) = self.place() {
            // A full or forbidden storage: the tab works on, it only forgets at the next reload.
            let _forgets = place.set_item(&self.key(), value);
        }
    }

    /// Keeps `value`, or forgets what was kept.
    pub fn keep(self, value: Option<&str>) {
        value.map_or_else(|| self.clear(), |value| self.write(value));
    }

    /// Keeps that something is so, or forgets it.
    pub fn mark(self, so: bool) {
        if so { self.write("1") } else { self.clear() }
    }

    /// Forgets it.
    pub fn clear(self) {
        if let Some(place) = self.place() {
            let _forgets = place.remove_item(&self.key());
        }
    }
}

const fn word(page: Page) -> &'static str {
    match page {
        Page::Panel => "panel",
        Page::Call => "call",
        Page::Workspace => "workspace",
    }
}
