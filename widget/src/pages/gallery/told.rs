//! What is told and asked: banners, notices, dialogs, and who hears whom.

use backline_core::{id::PersonId, routing::PartyId};
use leptos::prelude::*;

use super::{NAMES, Specimen};
use crate::{
    icon::{Drawing, Icon},
    picture::{Arrow, ArrowTone, Hearing, Picture, PicturePart, Point, Scale, Triangle},
};

#[component]
pub(super) fn NoticesShown() -> impl IntoView {
    let banners = [
        (
            "coach",
            Icon::Speech,
            "Coaching",
            "Sofia Marin is coaching you. The customer cannot hear Sofia.",
        ),
        ("barge", Icon::Megaphone, "Barge In", "Sofia Marin has joined. The customer hears Sofia."),
        ("monitor", Icon::Ear, "Monitoring", "Sofia Marin is monitoring."),
    ];
    let banner = |(tone, icon, label, said)| {
        view! {
            <div class="banner" data-tone=tone>
                <p class="on-the-call">
                    <Drawing icon />
                    <strong>{label}</strong>
                    <span class="supervisor">"Sofia Marin 3001"</span>
                </p>
                <p class="said">{said}</p>
            </div>
        }
    };
    view! {
        <Specimen title="Banners">{banners.map(banner).collect_view()}</Specimen>
        <Specimen title="Notices">
            <p class="strip" data-shown="">"Reconnecting. Nobody hears you."</p>
            <p class="notice">"Microphone blocked. Allow it in the address bar, then press Try again."</p>
            <p class="why">"An action must be completed before attempting a new one."</p>
        </Specimen>
    }
}

#[component]
pub(super) fn QuestionsShown() -> impl IntoView {
    let menu = [("Microphone and speaker", Icon::Headphones), ("Mute help alerts", Icon::Bell)];
    let entry = |(label, icon)| {
        view! {
            <button type="button">
                <Drawing icon />
                {label}
            </button>
        }
    };
    view! {
        <Specimen title="Dialog and menu">
            <dialog class="asking" open aria-label="Cancel the help request?">
                <h4>"Cancel the help request?"</h4>
                <p>"2 supervisors have seen it."</p>
                <div class="side">
                    <button type="button" class="button go">"Yes"</button>
                    <button type="button" class="button">"Back"</button>
                </div>
            </dialog>
            <div class="popover menu">{menu.map(entry).collect_view()}</div>
        </Specimen>
    }
}

#[component]
pub(super) fn PicturesShown() -> impl IntoView {
    let sentence = "Only Ana hears you. The customer is on hold.";
    let shown = [hearing(ArrowTone::Coach), hearing(ArrowTone::Barge), hearing(ArrowTone::Listen)];
    let stale = hearing(ArrowTone::Listen).gone_stale();
    let small = shown.clone().map(|picture| {
        view! { <Triangle picture=Signal::stored(picture) scale=Scale::Row /> }
    });
    let large = shown.map(|picture| {
        view! { <Triangle picture=Signal::stored(picture) /> }
    });
    view! {
        <Specimen title="Who hears whom" wide=true>
            <div class="side">
                <Hearing picture=Signal::stored(with_signs()) sentence=Signal::stored(sentence.to_owned()) />
                {large.collect_view()}
                <Triangle picture=Signal::stored(stale) />
            </div>
            <div class="side">{small.collect_view()}</div>
        </Specimen>
    }
}

/// Everybody at rest, with names that are hard to place.
fn parties() -> Vec<Point> {
    let point = |party, name: &str, part, you| Point {
        party,
        name: name.to_owned(),
        part,
        you,
        muted: false,
        held: false,
        away: false,
        voiceless: false,
        deaf: false,
    };
    vec![
        point(PartyId::Customer, NAMES[1], PicturePart::Customer, false),
        point(person("ana"), "Ana", PicturePart::Agent, false),
        point(person("sofia"), "You", PicturePart::Supervisor, true),
    ]
}

/// A supervisor whose voice, if it is one, has this tone.
fn hearing(tone: ArrowTone) -> Picture {
    let (customer, ana, sofia) = (PartyId::Customer, person("ana"), person("sofia"));
    let arrow =
        |from: &PartyId, to: &PartyId, tone| Arrow { from: from.clone(), to: to.clone(), tone };
    let mut arrows = vec![
        arrow(&customer, &ana, ArrowTone::Talk),
        arrow(&ana, &customer, ArrowTone::Talk),
        arrow(&customer, &sofia, ArrowTone::Listen),
        arrow(&ana, &sofia, ArrowTone::Listen),
    ];
    if tone != ArrowTone::Listen {
        arrows.push(arrow(&sofia, &ana, tone));
    }
    if tone == ArrowTone::Barge {
        arrows.push(arrow(&sofia, &customer, tone));
    }
    Picture { points: parties(), arrows, treatment: false, stale: false }
}

/// A customer on hold, an agent who is muted, and a second supervisor whose sound does not come.
fn with_signs() -> Picture {
    let mut picture = hearing(ArrowTone::Coach);
    picture.arrows.retain(|arrow| arrow.from == person("sofia"));
    picture.treatment = true;
    let mut further = picture.points.clone();
    for point in &mut picture.points {
        point.held = point.party == PartyId::Customer;
        point.muted = point.party == person("ana");
    }
    further.truncate(1);
    picture.points.extend(further.into_iter().map(|point| Point {
        party: person("sam"),
        name: "Sam".to_owned(),
        part: PicturePart::Further,
        away: true,
        ..point
    }));
    picture
}

/// Nobody of that name is known anywhere.
fn person(name: &str) -> PartyId {
    PersonId::new(name).map_or(PartyId::Customer, PartyId::Person)
}
