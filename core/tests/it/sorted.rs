//! The small map and set behave like the trees of the standard library, in memory and on the wire.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Debug,
    hash::{DefaultHasher, Hash, Hasher},
};

use backline_core::sorted::{Map, Set};
use proptest::{
    collection::vec,
    prelude::{Strategy, any, prop_oneof},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::properties::check;

#[derive(Debug, Clone)]
enum Change {
    Insert(u8, u8),
    Remove(u8),
    Retain(u8),
    Clear,
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let key = || 0..12_u8;
    let change = prop_oneof![
        8 => (key(), any::<u8>()).prop_map(|(key, value)| Change::Insert(key, value)),
        4 => key().prop_map(Change::Remove),
        1 => key().prop_map(Change::Retain),
        1 => (0..1_u8).prop_map(|_| Change::Clear),
    ];
    vec(change, 0..30)
}

/// Everything that can be seen of both, but how they are compared.
fn look_alike<A, B>(small: &A, tree: &B)
where
    A: Serialize + DeserializeOwned + Debug + Hash + PartialEq,
    B: Serialize + Debug + Hash,
{
    let text = serde_json::to_string(tree).unwrap();
    assert_eq!(serde_json::to_string(small).unwrap(), text);
    assert_eq!(serde_json::from_str::<A>(&text).unwrap(), *small);
    assert_eq!(format!("{small:?}"), format!("{tree:?}"));
    assert_eq!(hash(small), hash(tree));
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

fn changed_map(changes: &[Change]) -> (Map<u8, u8>, BTreeMap<u8, u8>) {
    let (mut small, mut tree) = (Map::new(), BTreeMap::new());
    for change in changes {
        match *change {
            Change::Insert(key, value) => {
                assert_eq!(small.insert(key, value), tree.insert(key, value));
            }
            Change::Remove(key) => assert_eq!(small.remove(&key), tree.remove(&key)),
            Change::Retain(least) => {
                small.retain(|key, _| *key >= least);
                tree.retain(|key, _| *key >= least);
            }
            Change::Clear => {
                small.clear();
                tree.clear();
            }
        }
    }
    (small, tree)
}

fn changed_set(changes: &[Change]) -> (Set<u8>, BTreeSet<u8>) {
    let (mut small, mut tree) = (Set::new(), BTreeSet::new());
    for change in changes {
        match *change {
            Change::Insert(value, _) => assert_eq!(small.insert(value), tree.insert(value)),
            Change::Remove(value) => assert_eq!(small.remove(&value), tree.remove(&value)),
            Change::Retain(least) => {
                small.retain(|value| *value >= least);
                tree.retain(|value| *value >= least);
            }
            Change::Clear => {
                small.clear();
                tree.clear();
            }
        }
    }
    (small, tree)
}

#[test]
fn a_map_looks_and_behaves_like_a_tree() {
    check(&(changes(), changes()), |(one, other)| {
        let ((small, tree), (small_too, tree_too)) = (changed_map(&one), changed_map(&other));
        look_alike(&small, &tree);
        assert!(small.iter().eq(&tree) && small.keys().eq(tree.keys()));
        assert!(small.values().eq(tree.values()));
        assert_eq!((small.len(), small.is_empty()), (tree.len(), tree.is_empty()));
        for key in 0..12 {
            assert_eq!(small.get(&key), tree.get(&key));
            assert_eq!(small.contains_key(&key), tree.contains_key(&key));
        }
        assert_eq!(small.cmp(&small_too), tree.cmp(&tree_too));
        let doubled = || one.iter().chain(&other);
        let entries = || {
            doubled().filter_map(|change| match change {
                Change::Insert(key, value) => Some((*key, *value)),
                Change::Remove(_) | Change::Retain(_) | Change::Clear => None,
            })
        };
        look_alike(&entries().collect::<Map<_, _>>(), &entries().collect::<BTreeMap<_, _>>());
        assert!(small.into_iter().eq(tree));
    });
}

#[test]
fn a_set_looks_and_behaves_like_a_tree() {
    check(&(changes(), changes()), |(one, other)| {
        let ((small, tree), (small_too, tree_too)) = (changed_set(&one), changed_set(&other));
        look_alike(&small, &tree);
        assert!(small.iter().eq(&tree));
        assert_eq!((small.len(), small.is_empty()), (tree.len(), tree.is_empty()));
        assert!((0..12).all(|value| small.contains(&value) == tree.contains(&value)));
        assert!(small.difference(&small_too).eq(tree.difference(&tree_too)));
        assert!(small.intersection(&small_too).eq(tree.intersection(&tree_too)));
        assert_eq!(small.is_subset(&small_too), tree.is_subset(&tree_too));
        assert_eq!(small.cmp(&small_too), tree.cmp(&tree_too));
        let (mut small, mut tree) = (small, tree);
        small.extend(small_too);
        tree.extend(tree_too);
        look_alike(&small, &tree);
    });
}

#[test]
fn what_is_read_in_disorder_and_twice_is_put_in_order_once() {
    let map: Map<String, u8> = serde_json::from_str(r#"{"b": 1, "a": 2, "b": 3}"#).unwrap();
    assert_eq!(serde_json::to_string(&map).unwrap(), r#"{"a":2,"b":3}"#);
    let set: Set<u8> = serde_json::from_str("[3, 1, 2, 3]").unwrap();
    assert_eq!(serde_json::to_string(&set).unwrap(), "[1,2,3]");
    assert!(serde_json::from_str::<Set<u8>>("{}").is_err());
    assert!(serde_json::from_str::<Map<String, u8>>("[]").is_err());
}
