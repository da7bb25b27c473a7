//! Signing in with a name and a password.

use leptos::{ev::SubmitEvent, html::Input, prelude::*};

use crate::runtime::{Intent, Model, use_app};

/// A small form; why it did not work stands above its button.
#[component]
pub fn SignInForm() -> impl IntoView {
    let app = use_app();
    let refused = app.memo(Model::refused);
    let (tenant, name, password) =
        (NodeRef::<Input>::new(), NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let value = |node: NodeRef<Input>| {
            node.get_untracked().map(|input| input.value()).unwrap_or_default()
        };
        let (tenant, name) =
            (value(tenant).trim().to_ascii_lowercase(), value(name).trim().to_ascii_lowercase());
        app.want(Intent::SignIn { tenant, name, password: value(password) });
    };
    view! {
        <form class="sign-in" on:submit=submit>
            <h1>"Sign in"</h1>
            <label>
                "Tenant"
                <input node_ref=tenant name="tenant" autocomplete="organization" required />
            </label>
            <label>
                "Name"
                <input node_ref=name name="username" autocomplete="username" required />
            </label>
            <label>
                "Password"
                <input
                    node_ref=password
                    name="password"
                    type="password"
                    autocomplete="current-password"
                    required
                />
            </label>
            <p class="notice" role="alert">{refused}</p>
            <button class="button go" type="submit">"Sign in"</button>
            <p class="hint">
                <a href="/">"Start page"</a>
            </p>
        </form>
    }
}
