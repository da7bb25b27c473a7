//! Exceptions that a rule knows: the tree as it is, on its way to the rule. A list of them can only
//! shrink: one that is not needed any more is a breach itself.

use super::Breach;

/// What breaks a rule, under the name by which an exception would be known.
pub(crate) struct Found {
    pub(crate) name: String,
    pub(crate) breach: Breach,
}

/// The breaches that are not known, and a breach for each exception that is not needed.
pub(crate) fn except(found: Vec<Found>, known: &[&str], list: &str) -> Vec<Breach> {
    let unneeded: Vec<Breach> = known
        .iter()
        .filter(|name| !found.iter().any(|it| it.name == **name))
        .map(|name| {
            Breach::new(list, 1, format!("`{name}` breaks no rule any more: strike it off"))
        })
        .collect();
    let rest = found.into_iter().filter(|it| !known.contains(&it.name.as_str()));
    rest.map(|it| it.breach).chain(unneeded).collect()
}

#[test]
fn what_is_known_passes_and_what_is_known_in_vain_does_not() {
    let found = |name: &str| Found { name: name.to_owned(), breach: Breach::new(name, 1, "bad") };
    let left = except(vec![found("a"), found("b")], &["b", "c"], "list.rs");
    let left: Vec<_> = left.into_iter().map(|breach| (breach.place, breach.rule)).collect();
    let unneeded = "`c` breaks no rule any more: strike it off".to_owned();
    let expected = [("a:1".to_owned(), "bad".to_owned()), ("list.rs:1".to_owned(), unneeded)];
    assert_eq!(left, expected);
}
