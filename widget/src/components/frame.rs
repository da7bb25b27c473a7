//! What surrounds every page: loading, signing in, reconnecting, taken over, out of date; and the
//! page itself in between.

use backline_core::protocol::{Page, SignInNotice};
use leptos::prelude::*;

use super::{act::Act, sign_in::SignInForm};
use crate::{
    icon::Icon,
    runtime::{Intent, Model, PageStanding, use_app},
};

/// The page inside its states. `children` exist once the server has told what there is, and stay
/// while it is being reconnected to.
#[component]
pub fn Frame(children: ChildrenFn) -> impl IntoView {
    let app = use_app();
    let standing = app.memo(Model::standing);
    let shape = Memo::new(move |_| match standing.get() {
        PageStanding::Live | PageStanding::Reconnecting => PageStanding::Live,
        other @ (PageStanding::Loading
        | PageStanding::SignIn
        | PageStanding::TakenOver
        | PageStanding::Outdated) => other,
    });
    let stale = Memo::new(move |_| standing.get() == PageStanding::Reconnecting);
    let strip = app.memo(Model::while_away);
    view! {
        <p class="strip" role="status" data-shown=move || stale.get().then_some("")>
            {move || stale.get().then(|| strip.get())}
        </p>
        <SignInEnds />
        {move || match shape.get() {
            PageStanding::Live | PageStanding::Reconnecting => {
                let children = children.clone();
                view! { <div class="page" data-stale=move || stale.get().then_some("")>{children()}</div> }.into_any()
            }
            PageStanding::Loading => view! { <p class="empty" role="status">"Connecting."</p> }.into_any(),
            PageStanding::SignIn => match app.peek(|model| model.page) {
                Page::Panel | Page::Workspace => view! { <SignInForm /> }.into_any(),
                Page::Call => view! {
                    <Instead
                        what="You cannot call from here."
                        then=app.peek(Model::refused).unwrap_or_default()
                        label="Try again"
                        intent=Intent::Reload
                    />
                }.into_any(),
            },
            PageStanding::TakenOver => view! {
                <Instead
                    what="This page is open in another tab."
                    then="Calls go on there. Press Use here to bring them to this tab."
                    label="Use here"
                    intent=Intent::UseHere
                />
            }.into_any(),
            PageStanding::Outdated => view! {
                <Instead
                    what="This page is older than the server."
                    then="Press Reload to get the new one. Your call continues."
                    label="Reload"
                    intent=Intent::Reload
                />
            }.into_any(),
        }}
    }
}

/// Says ten minutes ahead that the sign-in ends, and that it has ended while a call goes on.
#[component]
fn SignInEnds() -> impl IntoView {
    let app = use_app();
    let notice = app.timed(|model, tick| {
        let live = model.standing() == PageStanding::Live;
        model.replica.sign_in_notice(tick).filter(|_| live)
    });
    let stays = move || matches!(notice.get(), Some(SignInNotice::Ends { .. }));
    view! {
        <div role="status">
            <Show when=move || notice.get().is_some()>
                <p class="strip" data-shown="">
                    {move || notice.get().map(|notice| notice.to_string())}
                </p>
                <Show when=stays>
                    <Act
                        label="Stay signed in"
                        icon=Icon::RotateCcw
                        press=move || app.want(Intent::StaySignedIn)
                    />
                </Show>
            </Show>
        </div>
    }
}

/// A message in the place of the page, with the one way on.
#[component]
fn Instead(
    what: &'static str,
    #[prop(into)] then: String,
    label: &'static str,
    intent: Intent,
) -> impl IntoView {
    let app = use_app();
    view! {
        <section class="instead" role="status">
            <h1>{what}</h1>
            <p>{then}</p>
            <Act
                label
                icon=Icon::RotateCcw
                tone="go"
                press=move || app.want(intent.clone())
            />
        </section>
    }
}
