//! The map whose copies share behaves like the tree of the standard library, stays shallow, and no
//! copy sees what is done to another.

use std::collections::BTreeMap;

use backline_core::shared::SharedMap;
use proptest::{
    collection::vec,
    prelude::{Strategy, any, prop_oneof},
};

use crate::properties::check;

#[derive(Debug, Clone)]
enum Change {
    Insert(u8, u8),
    Alter(u8, u8),
    Remove(u8),
    Retain(u8),
    Copy,
    Clear,
}

fn change() -> impl Strategy<Value = Change> {
    let key = || 0..60_u8;
    prop_oneof![
        24 => (key(), any::<u8>()).prop_map(|(key, value)| Change::Insert(key, value)),
        6 => (key(), any::<u8>()).prop_map(|(key, value)| Change::Alter(key, value)),
        16 => key().prop_map(Change::Remove),
        1 => (1..4_u8).prop_map(Change::Retain),
        4 => (0..1_u8).prop_map(|_| Change::Copy),
        1 => (0..1_u8).prop_map(|_| Change::Clear),
    ]
}

fn make(change: &Change, shared: &mut SharedMap<u8, u8>, tree: &mut BTreeMap<u8, u8>) {
    match *change {
        Change::Insert(key, value) => {
            shared.insert(key, value);
            tree.insert(key, value);
        }
        Change::Alter(key, value) => {
            let (one, other) = (shared.get_mut(&key), tree.get_mut(&key));
            assert_eq!(one, other);
            if let (Some(one), Some(other)) = (one, other) {
                (*one, *other) = (value, value);
            }
        }
        Change::Remove(key) => assert_eq!(shared.remove(&key), tree.remove(&key).is_some()),
        Change::Retain(part) => {
            shared.retain(|key, value| (key ^ value) % 4 != part);
            tree.retain(|key, value| (*key ^ *value) % 4 != part);
        }
        Change::Copy => {}
        Change::Clear => {
            shared.clear();
            tree.clear();
        }
    }
}

fn look_alike(shared: &SharedMap<u8, u8>, tree: &BTreeMap<u8, u8>) {
    assert!(shared.iter().eq(tree.iter()), "{shared:?} is not {tree:?}");
    assert_eq!((shared.len(), shared.is_empty()), (tree.len(), tree.is_empty()));
    assert_eq!(format!("{shared:?}"), format!("{tree:?}"));
    assert!(shared.keys().eq(tree.keys()) && shared.values().eq(tree.values()));
    for key in 0..60 {
        assert_eq!(shared.get(&key), tree.get(&key));
    }
    assert_eq!(*shared, tree.iter().map(|(key, value)| (*key, *value)).collect());
}

#[test]
fn a_shared_map_does_what_a_tree_does_and_no_copy_sees_a_later_change() {
    check(&vec(change(), 0..120), |changes| {
        let (mut shared, mut tree) = (SharedMap::new(), BTreeMap::new());
        let mut copies = Vec::new();
        for change in &changes {
            if matches!(change, Change::Copy) {
                copies.push((shared.clone(), tree.clone()));
            }
            make(change, &mut shared, &mut tree);
        }
        look_alike(&shared, &tree);
        copies.iter().for_each(|(shared, tree)| look_alike(shared, tree));
    });
}
