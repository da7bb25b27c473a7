//! The gallery of the demo: each component in each of its states, in both themes.
//!
//! Made of the same classes and components as every page, for whoever builds a page, or judges one,
//! or photographs them. Nothing here acts, and nobody is signed in.

mod controls;
mod lists;
mod told;

use leptos::prelude::*;

use crate::components::Brand;
use controls::{ButtonsShown, FieldsShown, ModesShown};
use lists::{ListsShown, PeopleShown, TableShown};
use told::{NoticesShown, PicturesShown, QuestionsShown};

/// Names as people have them, which a page has to bear: one of forty letters without a blank, four
/// in a row, one from right to left, one without an alphabet.
const NAMES: [&str; 5] = [
    "Ana Ribeiro",
    "Wolfeschlegelsteinhausenbergerdorffweltz",
    "María Fernanda Guadalupe de los Ángeles",
    "عبد الرحمن بن محمد العتيبي",
    "山田太郎左衛門尉",
];

/// `/gallery`
#[component]
pub fn Gallery() -> impl IntoView {
    view! {
        <header class="bar">
            <Brand />
            <h1>"Gallery"</h1>
        </header>
        <main class="gallery">
            <Theme name="Light" theme="light" />
            <Theme name="Dark" theme="dark" />
        </main>
    }
}

/// Everything in one theme.
#[component]
fn Theme(name: &'static str, theme: &'static str) -> impl IntoView {
    view! {
        <section class="theme" data-theme=theme aria-label=name>
            <h2>{name}</h2>
            <TypeShown />
            <ColoursShown />
            <ButtonsShown />
            <ModesShown />
            <FieldsShown />
            <PeopleShown />
            <ListsShown />
            <TableShown />
            <NoticesShown />
            <QuestionsShown />
            <PicturesShown />
        </section>
    }
}

/// One component with its states.
#[component]
fn Specimen(
    title: &'static str,
    #[prop(optional)] wide: bool,
    children: Children,
) -> impl IntoView {
    let class = if wide { "card wide" } else { "card" };
    view! {
        <section class=class aria-label=title>
            <h3>{title}</h3>
            {children()}
        </section>
    }
}

#[component]
fn TypeShown() -> impl IntoView {
    let sizes = ["12", "14", "16", "20", "32"];
    let line = |size: &'static str| {
        view! { <p data-size=size>{size} " Only Ana hears you. 0:48"</p> }
    };
    view! {
        <Specimen title="Type">
            <div class="sizes">{sizes.map(line).collect_view()}</div>
        </Specimen>
    }
}

#[component]
fn ColoursShown() -> impl IntoView {
    let tones = ["accent", "monitor", "coach", "barge", "raised", "emergency", "available", "busy"];
    let swatch = |tone: &'static str| {
        view! {
            <li data-tone=tone>
                <i></i>
                {tone}
            </li>
        }
    };
    view! {
        <Specimen title="Colours, by what they mean">
            <ul class="swatches">{tones.map(swatch).collect_view()}</ul>
        </Specimen>
    }
}
