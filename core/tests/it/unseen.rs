//! What counts as unseen, against Unicode's own tables, and what becomes of such names.

use backline_core::{
    id::{InteractionId, LegId},
    interaction::{CallFact, Context, Fact, Interaction, Lens, NewCall, Stamped},
    legible::{is_hidden, isolated},
    people::{FloorView, Reader},
    sorted::Map,
    terms::Terms,
    time::Timestamp,
};
use regex_syntax::{
    hir::{Class, HirKind},
    parse,
};

use crate::cast::customer;

/// Every character of a class, as its ranges.
fn ranges(class: &str) -> Vec<(char, char)> {
    let HirKind::Class(Class::Unicode(class)) = parse(class).unwrap().into_kind() else {
        panic!("{class} is no class of characters")
    };
    class.ranges().iter().map(|range| (range.start(), range.end())).collect()
}

/// covers: R-445
#[test]
fn every_mark_of_direction_and_all_that_unicode_lets_be_ignored_is_hidden() {
    // Beside them: controls but for blanks, private use, what is no character, separators of lines.
    for class in [
        r"\p{Bidi_Control}",
        r"\p{Default_Ignorable_Code_Point}",
        r"[\p{Cc}--[\t\r\n]]",
        r"\p{Co}",
        r"\p{Noncharacter_Code_Point}",
        r"[\p{Zl}\p{Zp}]",
        r"[\u{2800}\u{3164}\u{FFA0}\u{115F}\u{1160}\u{FFFC}]",
    ] {
        let mut count = 0;
        for c in ranges(class).into_iter().flat_map(|(first, last)| first..=last) {
            assert!(is_hidden(c), "{class}: {c:?}");
            count += 1;
        }
        assert!(count > 0, "{class}");
    }
}

/// covers: R-447
#[test]
fn no_letter_digit_sign_or_mark_is_hidden_that_has_a_look() {
    let seen = r"[[\p{L}\p{N}\p{P}\p{S}\p{M}\p{Zs}]--[\p{Default_Ignorable_Code_Point}\u{2800}\u{FFFC}\u{1D159}\u{16FE4}\p{Egyptian_Hieroglyphs}]]";
    for c in ranges(seen).into_iter().flat_map(|(first, last)| first..=last) {
        assert!(!is_hidden(c), "{c:?}");
    }
}

/// covers: R-445
#[test]
fn every_letter_that_is_read_from_right_to_left_is_set_apart() {
    let scripts = r"[[\p{Hebrew}\p{Arabic}\p{Syriac}\p{Thaana}\p{Nko}\p{Samaritan}\p{Mandaic}\p{Adlam}\p{Mende_Kikakui}\p{Hanifi_Rohingya}\p{Phoenician}\p{Imperial_Aramaic}]&&\p{L}]";
    for c in ranges(scripts).into_iter().flat_map(|(first, last)| first..=last) {
        let (text, apart) = (c.to_string(), isolated(&c.to_string()).into_owned());
        assert_eq!(apart, format!("\u{2068}{text}\u{2069}"), "{c:?}");
    }
}

/// Name and number of a call as they are kept, and how its timeline begins.
fn called(name: &str, number: &str) -> (String, Option<String>, String) {
    let who = customer();
    let (at, floor, fresh_leg) = (Timestamp(1), FloorView::default(), LegId::from_u128(0));
    let cx = Context { at, who: &who, floor: &floor, fresh_leg };
    let (id, name, number) =
        (InteractionId::from_u128(1), name.to_owned(), Some(number.to_owned()));
    let new = NewCall { id, name, number, wants: None, contact: None };
    let fact = new.decide(&cx, &Terms::default()).unwrap();
    let state = Interaction::fold(Lens::Agent, &[Stamped { at, fact: fact.clone() }]).unwrap();
    let introduced = Map::new();
    let told = fact.told(&state, Reader { me: None, introduced: &introduced }).unwrap().said;
    let Fact::Call(CallFact::Opened { name, number, .. }) = fact else { panic!("it opens") };
    (name.text().to_owned(), number.map(|number| number.text().to_owned()), told)
}

/// covers: R-447
#[test]
fn a_name_or_a_number_of_nothing_that_is_seen_is_none() {
    for nothing in
        ["", "\u{200b}\u{200d}", "\u{feff}", "\u{ad}", "\u{e0041}", "\u{3164}", "\u{2800}"]
    {
        let guest = ("Guest".to_owned(), None, "Guest called.".to_owned());
        assert_eq!(called(nothing, nothing), guest, "{nothing:?}");
    }
}

/// covers: R-445, R-446
#[test]
fn a_name_turns_no_words_around_it_and_passes_for_no_other() {
    for (name, reads) in [
        ("\u{202e}gnihtemos ", "gnihtemos called."),
        ("Ana\u{202e}orieb\u{200b}iR", "Ana\u{fffd}orieb\u{fffd}iR called."),
        ("\u{410}na Ribeiro", "\u{fffd}na Ribeiro called."),
        ("משה 2", "\u{2068}משה 2\u{2069} called."),
    ] {
        let (_, number, told) = called(name, "\u{202a}+351 21 000\u{202c}");
        assert_eq!((told.as_str(), number.as_deref()), (reads, Some("+351 21 000")), "{name:?}");
    }
}
