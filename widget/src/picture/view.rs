//! Draws a [`Picture`]. An arrow draws itself from speaker to hearer when its edge has opened, and is
//! gone at once when it has closed.
//!
//! Decides nothing: what is in the picture is drawn, what is not is not.

use backline_core::routing::PartyId;
use leptos::prelude::*;

use super::{
    layout::{Scale, Spot, name_room, paths, places},
    scene::{Arrow, ArrowTone, Picture, PicturePart, Point},
};
use crate::{
    icon::Icon,
    runtime::{App, Level},
    units::units,
};

/// The triangle alone.
#[component]
pub fn Triangle(
    /// What it shows.
    #[prop(into)]
    picture: Signal<Picture>,
    /// How large.
    #[prop(optional)]
    scale: Scale,
    /// Said before its words.
    #[prop(optional)]
    before: &'static str,
) -> impl IntoView {
    let (width, height) = scale.frame();
    let (width, height) = (units(width), units(height));
    let edges = move || picture.with(|picture| picture.arrows.clone());
    // What the page measures of its own person; a picture of no call of theirs has nothing of that.
    let level = (scale == Scale::Full).then(use_context::<App>).flatten().map(App::level);
    let key = |arrow: &Arrow| (arrow.from.clone(), arrow.to.clone(), arrow.tone);
    view! {
        <svg
            class=move || if scale == Scale::Row { "triangle row" } else { "triangle" }
            viewBox=format!("0 0 {width} {height}")
            width=width
            height=height
            role="img"
            aria-label=move || [before, &picture.with(Picture::words)].concat()
            data-voice=move || level.and_then(|level| loudness(level.get()))
            data-stale=move || picture.with(|picture| picture.stale.then_some(""))
        >
            <For each=edges key=key let:arrow>
                <ArrowLine picture arrow scale />
            </For>
            {move || {
                picture.with(|picture| {
                    let placed = places(picture, scale).into_iter();
                    placed.map(|(point, at)| marker(picture, point, at, scale)).collect_view()
                })
            }}
        </svg>
    }
}

/// How loudly somebody speaks, in three steps, by which their edges swell; nothing when they do not,
/// or when that cannot be measured.
const fn loudness(level: Level) -> Option<&'static str> {
    match level {
        Level::Unknown | Level::Step(..=2) => None,
        Level::Step(3..=5) => Some("1"),
        Level::Step(6..=7) => Some("2"),
        Level::Step(8..) => Some("3"),
    }
}

/// The triangle with its sentence, which is the live region.
#[component]
pub fn Hearing(
    /// What the triangle shows.
    #[prop(into)]
    picture: Signal<Picture>,
    /// What the sentence says.
    #[prop(into)]
    sentence: Signal<String>,
) -> impl IntoView {
    view! {
        <div class="hearing">
            <Triangle picture />
            <p class="sentence" role="status">
                {sentence}
            </p>
        </div>
    }
}

#[component]
fn ArrowLine(picture: Signal<Picture>, arrow: Arrow, scale: Scale) -> impl IntoView {
    let tone = match arrow.tone {
        ArrowTone::Talk => "edge talk",
        ArrowTone::Listen => "edge listen",
        ArrowTone::Coach => "edge coach",
        ArrowTone::Barge => "edge barge",
    };
    let own = picture
        .with_untracked(|picture| picture.points.iter().any(|it| it.you && it.party == arrow.from));
    let drawn = Memo::new(move |_| {
        picture.with(|picture| paths(picture, &arrow, scale)).unwrap_or_default()
    });
    view! {
        <g class=tone data-own=own.then_some("")>
            <path class="line" pathLength="1" d=move || drawn.with(|(line, _)| line.clone()) />
            <path class="head" d=move || drawn.with(|(_, head)| head.clone()) />
        </g>
    }
}

fn marker(picture: &Picture, point: &Point, at: Spot, scale: Scale) -> impl IntoView + use<> {
    let r = scale.radius();
    let side = r * 1.8;
    let shape = if point.part == PicturePart::Further {
        view! {
            <rect
                class="mark"
                x=units(at.x - side / 2.0)
                y=units(at.y - side / 2.0)
                width=units(side)
                height=units(side)
                rx=units(r * 0.25)
            />
        }
        .into_any()
    } else {
        view! { <circle class="mark" cx=units(at.x) cy=units(at.y) r=units(r) /> }.into_any()
    };
    let details = (scale == Scale::Full).then(|| details(picture, point, at, r));
    let class = match (point.you, point.away) {
        (true, true) => "party you away",
        (true, false) => "party you",
        (false, true) => "party away",
        (false, false) => "party",
    };
    view! {
        <g class=class>
            {shape}
            {details}
        </g>
    }
}

/// The drawing in a point, its name, and its signs.
fn details(picture: &Picture, point: &Point, at: Spot, r: f32) -> impl IntoView + use<> {
    let icon = match point.part {
        PicturePart::Customer => Icon::UserRound,
        PicturePart::Agent => Icon::Headset,
        PicturePart::Supervisor | PicturePart::Further => Icon::LifeBuoy,
    };
    let upper = matches!(point.part, PicturePart::Supervisor | PicturePart::Further);
    let name_at = if upper { at.y - r - 24.0 } else { at.y + r + 4.0 };
    let room = name_room(picture, upper);
    let treatment = point.party == PartyId::Customer && picture.treatment;
    let signs = [
        (point.muted, Icon::MicOff, "sign muted", "muted"),
        (point.voiceless, Icon::MicOff, "sign failing", "microphone is not working"),
        (point.deaf, Icon::TriangleAlert, "sign failing", "cannot hear"),
        (point.held, Icon::Pause, "sign held", "on hold"),
        (treatment, Icon::Music, "sign treatment", "hears hold treatment"),
    ];
    let signs = signs.into_iter().filter(|(shown, ..)| *shown).enumerate().map(
        move |(place, (_, icon, class, word))| {
            let turn = place as f32 * 22.0;
            let (x, y) = (at.x + r * 0.75 + turn, at.y - r * 0.8);
            sign(icon, class, word, Spot { x, y })
        },
    );
    view! {
        <g class="glyph" transform=moved(at, -10.0)>
            {icon.shape(20)}
        </g>
        <foreignObject
            x=units(at.x - room / 2.0)
            y=units(name_at)
            width=units(room)
            height="20"
        >
            <div class="name" title=point.name.clone()>{point.name.clone()}</div>
        </foreignObject>
        {signs.collect_view()}
    }
}

fn sign(icon: Icon, class: &'static str, word: &'static str, at: Spot) -> impl IntoView {
    view! {
        <g class=class>
            <title>{word}</title>
            <circle cx=units(at.x) cy=units(at.y) r=10 />
            <g class="glyph" transform=moved(at, -7.0)>
                {icon.shape(14)}
            </g>
        </g>
    }
}

/// Moves a shape to a place, and by `by` in both directions.
fn moved(at: Spot, by: f32) -> String {
    format!("translate({} {})", units(at.x + by), units(at.y + by))
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    ///
    #[test]
    fn a_voice_swells_in_three_steps_and_what_is_not_measured_does_not() {
        let steps = [0, 2, 3, 5, 6, 7, 8, 10].map(|step| loudness(Level::Step(step)));
        let expected =
            [None, None, Some("1"), Some("1"), Some("2"), Some("2"), Some("3"), Some("3")];
        assert_eq!(steps, expected);
        assert_eq!(loudness(Level::Unknown), None);
    }
}
