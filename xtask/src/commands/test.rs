//! `test`: everything that proves the product, in one command, with a table at the end.

use super::checks::{ALL, Check, Kind, Scene};
use crate::setup::{self, Needs};
use crate::stage::Stages;
use crate::terminal::say;
use anyhow::{Result, bail};

/// What was asked for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Wish {
    filter: Option<String>,
    fast: bool,
    only: Option<String>,
    list: bool,
}

/// Runs the checks that the arguments select.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let wish = parse(arguments)?;
    if wish.list {
        for check in &ALL {
            say(&format!("{:<12} {}", check.name, check.what));
        }
        return Ok(());
    }
    let chosen: Vec<&Check> = ALL.iter().filter(|check| selects(&wish, check)).collect();
    if chosen.is_empty() {
        let names: Vec<_> = ALL.iter().map(|check| check.name).collect();
        bail!("there is no such stage; they are: {}", names.join(", "));
    }
    let needs = chosen.iter().map(|check| check.kind.needs()).max().unwrap_or(Needs::Target);
    let scene = Scene::new(setup::ensure(needs)?, wish.filter);
    if scene.filter.is_some() {
        say("With a filter, only tests run: no formatting, lints or documentation.");
    }
    run_all(&chosen, &scene)
}

/// Runs the checks in their order; the first that fails ends it.
pub(crate) fn run_all(checks: &[&Check], scene: &Scene) -> Result<()> {
    let mut stages = Stages::begin();
    for check in checks {
        let again = format!("cargo xtask test --only {}", check.name);
        stages.run(check.what, &again, || (check.run)(scene))?;
    }
    match (&scene.filter, scene.passed.get()) {
        (Some(filter), 0) => bail!("there is no test whose name contains `{filter}`"),
        (_, passed) => stages.conclude(&format!("{passed} tests")),
    }
    Ok(())
}

fn selects(wish: &Wish, check: &Check) -> bool {
    match &wish.only {
        Some(name) => name == check.name,
        None => match check.kind {
            Kind::Source => wish.filter.is_none(),
            Kind::Native => true,
            Kind::Pages | Kind::Browser => !wish.fast,
        },
    }
}

fn parse(arguments: &[String]) -> Result<Wish> {
    let mut wish = Wish::default();
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--fast" => wish.fast = true,
            "--list" => wish.list = true,
            "--only" => match words.next() {
                Some(stage) => wish.only = Some(stage.clone()),
                None => bail!("--only needs the name of a stage; --list shows them"),
            },
            option if option.starts_with('-') => bail!("`test` has no option `{option}`"),
            filter => {
                if let Some(first) = wish.filter.replace(filter.to_owned()) {
                    bail!("`test` takes one filter, but got `{first}` and `{filter}`");
                }
            }
        }
    }
    Ok(wish)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may")]
mod tests {
    use super::*;

    fn chosen(line: &str) -> Vec<&'static str> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        let wish = parse(&words).unwrap();
        ALL.iter().filter(|check| selects(&wish, check)).map(|check| check.name).collect()
    }

    #[test]
    fn without_arguments_every_check_runs() {
        assert_eq!(chosen("").len(), ALL.len());
    }

    #[test]
    fn fast_leaves_out_what_needs_a_browser() {
        assert_eq!(chosen("--fast"), ["fmt", "clippy", "clippy-wasm", "unit", "doc"]);
    }

    #[test]
    fn a_filter_leaves_out_what_runs_no_test_and_builds_no_page() {
        assert_eq!(
            chosen("coach"),
            ["unit", "core-wasm", "widget-wasm", "pages", "imports", "system"]
        );
    }

    #[test]
    fn one_stage_can_be_run_alone() {
        assert_eq!(chosen("--only doc"), ["doc"]);
    }

    #[test]
    fn a_slip_is_refused_and_named() {
        let refused = |word: &str| parse(&[word.to_owned()]).unwrap_err().to_string();
        assert_eq!(refused("--quick"), "`test` has no option `--quick`");
        assert!(refused("--only").contains("--list"));
    }
}
