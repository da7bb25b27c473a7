//! Every page at 320 pixels, light and dark: nothing is cut off, nothing meets anything, and what is
//! pressed is big enough to be hit.

use anyhow::Result;
use backline_core::interaction::Action::{self, Monitor};
use backline_tests::{Party, SCHEMES, Scene, Voice::Sofia};
use serde_json::Value;

/// Smallest side of a control, in pixels (WCAG 2.2, 2.5.8, which leaves out links in a sentence).
const SMALLEST: f64 = 24.0;

/// Pairs of controls that lie over each other; one inside the other is no pair, nor is what lies in
/// front of the page or stays in view before what is scrolled.
const MEETINGS: &str = "(() => {
    const all = [...document.querySelectorAll('button, select, input, textarea, a[href], summary')]
        .filter((control) => control.checkVisibility());
    const place = (control) => (control.closest('label') || control).getBoundingClientRect();
    const meet = (a, b) => a.left < b.right - 0.5 && b.left < a.right - 0.5
        && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5;
    const apart = (a, b) => !a.contains(b) && !b.contains(a)
        && (a.closest('label') || a) !== (b.closest('label') || b);
    const layer = (control) => control.closest('dialog, [popover], .opened-foot');
    const word = (control) => control.innerText.trim() || control.tagName;
    return all.flatMap((a, n) => all.slice(n + 1)
        .filter((b) => layer(a) === layer(b) && apart(a, b) && meet(place(a), place(b)))
        .map((b) => [word(a), word(b)]));
})()";

pub(crate) async fn fits(who: &str, party: &Party) -> Result<()> {
    party.resize(320, 700).await?;
    for scheme in SCHEMES {
        party.prefers(scheme).await?;
        let wide: f64 = party.value("document.documentElement.scrollWidth", Value::Null).await?;
        assert!(wide <= 320.0, "{who}, {scheme}: the page is {wide} pixels wide");
        let controls = "[...document.querySelectorAll('button, select, input, a[href]:not(p a), summary')]
            .filter((control) => control.checkVisibility())
            .map((control) => [control, (control.closest('label') || control).getBoundingClientRect()])
            .map(([control, { left, right, width, height }]) =>
                [control.innerText.trim() || control.tagName, left, right, Math.min(width, height)])";
        let controls: Vec<(String, f64, f64, f64)> = party.value(controls, Value::Null).await?;
        assert!(!controls.is_empty(), "{who}: a page without controls");
        let meetings: Vec<(String, String)> = party.value(MEETINGS, Value::Null).await?;
        assert_eq!(meetings, [], "{who}, {scheme}");
        for (name, left, right, side) in controls {
            assert!(left >= 0.0 && right <= 320.0, "{who}, {scheme}: {name:?} is cut off");
            assert!(side >= SMALLEST, "{who}, {scheme}: {name:?} is {side} pixels small");
        }
    }
    Ok(())
}

///
#[tokio::test]
async fn every_page_can_be_used_at_320_pixels_whatever_a_supervisor_does() -> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call().await?;
        let sofia = scene.supervisor_on_call("sofia", Sofia).await?;
        fits("customer", &call.customer).await?;
        fits("agent", &call.agent).await?;
        fits("supervisor", &sofia).await?;
        for action in Action::ALL {
            sofia.takes(action).await?;
            fits(&format!("supervisor, {action:?}"), &sofia).await?;
            if action != Monitor {
                let words = if action == Action::Coach { "is coaching you" } else { "has joined" };
                call.agent.reads(words).await?;
                fits(&format!("agent, {action:?}"), &call.agent).await?;
                fits(&format!("customer, {action:?}"), &call.customer).await?;
            }
            sofia.ends(action).await?;
        }
        sofia.goto(&scene.server.at("/")).await?;
        sofia.offers("Start the story").await?;
        fits("landing page", &sofia).await
    })
    .await
}
