//! Keeps the workspace easy to live in: sizes, headings, names, words, folders and layers.
//!
//! It reads files and runs nothing. Each failure names the file, the line and the rule, and all
//! of them are shown at once.

mod circles;
mod code;
mod decisions;
mod files;
mod folders;
mod functions;
mod handlers;
mod headings;
mod impls;
mod known;
mod layers;
mod maps;
mod modules;
mod names;
mod paths;
mod requirements;
mod sizes;
mod styles;
mod wings;
mod wire;
mod words;

use files::Files;

/// Something that breaks a rule.
struct Breach {
    place: String,
    rule: String,
}

impl Breach {
    fn new(path: &str, line: usize, rule: impl Into<String>) -> Self {
        Self { place: format!("{path}:{line}"), rule: rule.into() }
    }
}

fn check(rule: impl Fn(&Files) -> Vec<Breach>) {
    let breaches: Vec<String> = rule(&Files::of_the_workspace())
        .iter()
        .map(|breach| format!("{}: {}", breach.place, breach.rule))
        .collect();
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}

#[test]
fn every_module_opens_with_what_it_is() {
    check(headings::breaches);
}

#[test]
fn files_are_short_and_most_are_very_short() {
    check(sizes::breaches);
}

#[test]
fn functions_fit_on_a_screen_and_take_few_parameters() {
    check(functions::breaches);
}

#[test]
fn no_file_is_named_after_nothing() {
    check(words::name_breaches);
}

#[test]
fn nothing_unfinished_silenced_or_of_one_machine_is_left_in_a_file() {
    check(words::word_breaches);
}

#[test]
fn members_depend_only_on_those_below_them() {
    check(layers::member_breaches);
}

#[test]
fn core_depends_on_nothing_that_acts() {
    check(layers::core_breaches);
}

#[test]
fn the_wire_format_is_decided_in_few_places() {
    check(wire::breaches);
}

#[test]
fn no_two_folders_know_each_other() {
    check(circles::breaches);
}

#[test]
fn a_folder_has_few_files() {
    check(folders::breaches);
}

#[test]
fn what_a_type_can_do_stands_in_few_files() {
    check(impls::breaches);
}

///
#[test]
fn what_may_fire_in_a_part_of_a_page_that_is_gone_does_nothing() {
    check(handlers::breaches);
}

#[test]
fn style_sheets_are_short() {
    check(styles::breaches);
}

#[test]
fn the_product_does_not_name_what_is_built_onto_it() {
    check(wings::breaches);
}

#[test]
fn the_map_of_the_code_names_what_is_there() {
    check(maps::breaches);
}

#[test]
fn every_requirement_has_a_test_that_covers_it() {
    check(requirements::breaches);
}
