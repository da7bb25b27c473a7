//! Whether the browser may notify while the page is in the background, and what to do when not.

use leptos::prelude::*;

use super::act::Act;
use crate::{
    icon::Icon,
    runtime::{Permission, use_app},
};

/// What a page notifies of, in words that stand in a sentence.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Notifies {
    /// What shows, such as *A help request*.
    pub(crate) what: &'static str,
    /// Which page, such as *workspace*.
    pub(crate) page: &'static str,
}

/// The way to allow it, or how it stands.
#[component]
pub(crate) fn BackgroundAlerts(notifies: Notifies) -> impl IntoView {
    let app = use_app();
    let answered = RwSignal::new(());
    // The permission can be changed beside the page, which no event says everywhere.
    let permission = Memo::new(move |_| {
        answered.track();
        let _ticks = app.now();
        Permission::read()
    });
    view! {
        <div class="alerts-background">
            {move || {
                let permission = permission.get();
                let asks = permission == Permission::Unasked;
                let ask = move || Permission::ask(move || answered.update(|()| ()));
                let said = notifies.standing(permission);
                view! {
                    {asks.then(|| view! {
                        <Act
                            label="Tell me when the page is in the background"
                            icon=Icon::Bell
                            press=ask
                        />
                    })}
                    <p class="small quiet" role=(!asks).then_some("status")>{said}</p>
                }
            }}
        </div>
    }
}

impl Notifies {
    /// How the permission stands, and the remedy.
    pub(crate) fn standing(self, permission: Permission) -> String {
        let Self { what, page } = self;
        match permission {
            Permission::Given => ["Notifications are on. ", what, " shows while the page is in the background."].concat(),
            Permission::Unasked => [what, " then shows as a notification of your browser. The browser asks you once."].concat(),
            Permission::Refused => "Notifications are blocked. Allow them for this page in the address bar, then load the page again.".to_owned(),
            Permission::Framed => ["Notifications need this page on its own. Open the ", page, " in a tab, and allow them there."].concat(),
            Permission::Missing => "This browser shows no notifications for this page.".to_owned(),
        }
    }
}
