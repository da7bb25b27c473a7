//! A map in the order of its keys whose copies share what they have in common.
//!
//! For what grows with a tenant and is published as a whole with every change, such as its people.
//! A copy costs one count of references, a change the path to its place: with a thousand entries,
//! some ten small nodes. A node is balanced by the number of entries on either side of it, with the
//! bounds of Adams's trees: neither side has more than three times as many as the other. This
//! module refuses to know what it holds.

use std::{cmp::Ordering, fmt, mem, ops::Index, sync::Arc};

/// How many times as heavy as the other side a side may be.
const MOST_HEAVY: usize = 3;

/// A heavy side is turned twice when its inner part is this many times as heavy as its outer one.
const INNER_HEAVY: usize = 2;

/// Values by key, in the order of the keys. Copies share what is equal.
pub struct SharedMap<K, V>(Branch<K, V>);

type Branch<K, V> = Option<Arc<Node<K, V>>>;

struct Node<K, V> {
    entry: Arc<(K, V)>,
    /// Entries of this node and of those below it.
    size: usize,
    left: Branch<K, V>,
    right: Branch<K, V>,
}

impl<K, V> SharedMap<K, V> {
    /// Without entries.
    #[must_use]
    pub const fn new() -> Self {
        Self(None)
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        size(&self.0)
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Each key with its value.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        let mut path = Vec::new();
        let mut next = self.0.as_deref();
        std::iter::from_fn(move || {
            while let Some(node) = next {
                path.push(node);
                next = node.left.as_deref();
            }
            let node = path.pop()?;
            next = node.right.as_deref();
            Some((&node.entry.0, &node.entry.1))
        })
    }

    /// The keys.
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.iter().map(|(key, _)| key)
    }

    /// The values, by key.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }

    /// Removes every entry.
    pub fn clear(&mut self) {
        self.0 = None;
    }
}

impl<K: Ord, V> SharedMap<K, V> {
    /// The value of `key`.
    #[must_use]
    pub fn get(&self, key: &K) -> Option<&V> {
        let mut next = self.0.as_deref();
        while let Some(node) = next {
            next = match key.cmp(&node.entry.0) {
                Ordering::Less => node.left.as_deref(),
                Ordering::Equal => return Some(&node.entry.1),
                Ordering::Greater => node.right.as_deref(),
            };
        }
        None
    }

    /// Whether `key` has a value.
    #[must_use]
    pub fn contains_key(&self, key: &K) -> bool {
        self.get(key).is_some()
    }

    /// Gives `key` a value, in the place of the one that it had.
    pub fn insert(&mut self, key: K, value: V) {
        insert(&mut self.0, Arc::new((key, value)));
    }

    /// Takes `key` out; whether it had a value.
    pub fn remove(&mut self, key: &K) -> bool {
        // Without this, the path to nothing would be copied.
        let known = self.contains_key(key);
        if known {
            remove(&mut self.0, key);
        }
        known
    }

    /// Keeps what `wanted` says yes to.
    pub fn retain(&mut self, mut wanted: impl FnMut(&K, &V) -> bool) {
        let mut kept = None;
        let mut path: Vec<_> = self.0.iter().collect();
        while let Some(node) = path.pop() {
            path.extend(node.left.iter().chain(&node.right));
            if wanted(&node.entry.0, &node.entry.1) {
                insert(&mut kept, Arc::clone(&node.entry));
            }
        }
        self.0 = kept;
    }
}

impl<K: Ord + Clone, V: Clone> SharedMap<K, V> {
    /// The value of `key`, to be changed.
    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        let mut next = &mut self.0;
        loop {
            let node = Arc::make_mut(next.as_mut()?);
            next = match key.cmp(&node.entry.0) {
                Ordering::Less => &mut node.left,
                Ordering::Equal => return Some(&mut Arc::make_mut(&mut node.entry).1),
                Ordering::Greater => &mut node.right,
            };
        }
    }
}

impl<K, V> Node<K, V> {
    /// Counts again, and turns the node when one side has become too heavy.
    fn settle(&mut self) {
        self.count();
        let (left, right) = (size(&self.left), size(&self.right));
        if left + right < 2 {
            return;
        }
        if right > MOST_HEAVY * left {
            if let Some(heavy) = &mut self.right
                && size(&heavy.left) >= INNER_HEAVY * size(&heavy.right)
            {
                Arc::make_mut(heavy).turn_right();
            }
            self.turn_left();
        } else if left > MOST_HEAVY * right {
            if let Some(heavy) = &mut self.left
                && size(&heavy.right) >= INNER_HEAVY * size(&heavy.left)
            {
                Arc::make_mut(heavy).turn_left();
            }
            self.turn_right();
        }
    }

    /// The right side's top becomes the top.
    fn turn_left(&mut self) {
        let Some(mut right) = self.right.take() else { return };
        let other = Arc::make_mut(&mut right);
        self.right = other.left.take();
        self.count();
        mem::swap(self, other);
        self.left = Some(right);
        self.count();
    }

    /// The left side's top becomes the top.
    fn turn_right(&mut self) {
        let Some(mut left) = self.left.take() else { return };
        let other = Arc::make_mut(&mut left);
        self.left = other.right.take();
        self.count();
        mem::swap(self, other);
        self.right = Some(left);
        self.count();
    }

    fn count(&mut self) {
        self.size = 1 + size(&self.left) + size(&self.right);
    }
}

fn size<K, V>(link: &Branch<K, V>) -> usize {
    link.as_ref().map_or(0, |node| node.size)
}

fn insert<K: Ord, V>(link: &mut Branch<K, V>, entry: Arc<(K, V)>) {
    let Some(node) = link else {
        *link = Some(Arc::new(Node { entry, size: 1, left: None, right: None }));
        return;
    };
    let node = Arc::make_mut(node);
    match entry.0.cmp(&node.entry.0) {
        Ordering::Less => insert(&mut node.left, entry),
        Ordering::Equal => node.entry = entry,
        Ordering::Greater => insert(&mut node.right, entry),
    }
    node.settle();
}

fn remove<K: Ord, V>(link: &mut Branch<K, V>, key: &K) {
    let Some(node) = link else { return };
    let node = Arc::make_mut(node);
    match key.cmp(&node.entry.0) {
        Ordering::Less => remove(&mut node.left, key),
        Ordering::Greater => remove(&mut node.right, key),
        Ordering::Equal => {
            // The heavier side gives up the entry next to this one.
            let heir = if size(&node.left) > size(&node.right) {
                take_last(&mut node.left)
            } else {
                take_first(&mut node.right)
            };
            let Some(heir) = heir else {
                *link = None;
                return;
            };
            node.entry = heir;
        }
    }
    node.settle();
}

fn take_first<K, V>(link: &mut Branch<K, V>) -> Option<Arc<(K, V)>> {
    let node = Arc::make_mut(link.as_mut()?);
    if node.left.is_some() {
        let first = take_first(&mut node.left);
        node.settle();
        return first;
    }
    let first = Arc::clone(&node.entry);
    *link = node.right.take();
    Some(first)
}

fn take_last<K, V>(link: &mut Branch<K, V>) -> Option<Arc<(K, V)>> {
    let node = Arc::make_mut(link.as_mut()?);
    if node.right.is_some() {
        let last = take_last(&mut node.right);
        node.settle();
        return last;
    }
    let last = Arc::clone(&node.entry);
    *link = node.left.take();
    Some(last)
}

impl<K, V> Clone for Node<K, V> {
    fn clone(&self) -> Self {
        let (left, right) = (self.left.clone(), self.right.clone());
        Self { entry: Arc::clone(&self.entry), size: self.size, left, right }
    }
}

impl<K, V> Clone for SharedMap<K, V> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<K, V> Default for SharedMap<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: PartialEq, V: PartialEq> PartialEq for SharedMap<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl<K: Eq, V: Eq> Eq for SharedMap<K, V> {}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for SharedMap<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<K: Ord, V> Index<&K> for SharedMap<K, V> {
    type Output = V;

    fn index(&self, key: &K) -> &V {
        self.get(key).expect("the key has a value")
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for SharedMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::new();
        for (key, value) in entries {
            map.insert(key, value);
        }
        map
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How deep it goes, while no side is too heavy for the other.
    fn depth(link: &Branch<u32, ()>) -> usize {
        let Some(node) = link else { return 0 };
        let (left, right) = (size(&node.left), size(&node.right));
        assert_eq!(node.size, 1 + left + right);
        let heavy = left.max(right) > MOST_HEAVY * left.min(right);
        assert!(!heavy || left + right < 2, "{left} beside {right}");
        1 + depth(&node.left).max(depth(&node.right))
    }

    #[test]
    fn it_stays_shallow_however_it_grows_and_shrinks() {
        let orders: [fn(u32) -> u32; 3] =
            [|n| n, |n| 1000 - n, |n| n.wrapping_mul(2_654_435_761) % 1000];
        for order in orders {
            let mut map = SharedMap::new();
            for n in 0..1000 {
                map.insert(order(n), ());
                assert!(depth(&map.0) <= 20, "{} entries", map.len());
            }
            for n in 0..1000 {
                map.remove(&order((n * 7) % 1000));
                assert!(depth(&map.0) <= 20, "{} entries", map.len());
            }
            assert!(map.is_empty());
        }
    }

    #[test]
    fn a_change_to_a_copy_copies_the_path_to_it_only() {
        let map: SharedMap<u32, u32> = (0..1000).map(|n| (n, n)).collect();
        let mut copy = map.clone();
        copy.insert(500, 0);
        let kept = |link: &Branch<u32, u32>, of: &Branch<u32, u32>| match (link, of) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        let (Some(one), Some(other)) = (&map.0, &copy.0) else { panic!("both have entries") };
        let sides = [kept(&one.left, &other.left), kept(&one.right, &other.right)];
        assert!(sides.contains(&true), "one side of the top is shared as a whole");
        assert_eq!((map[&500], copy[&500]), (500, 0));
    }
}
