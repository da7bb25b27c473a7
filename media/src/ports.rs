//! The UDP ports through which sound goes, as people read them.

use std::fmt;

/// Ports, in words: `40000`, `40000-40003`, `40000-40001, 40007`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ports(Vec<u16>);

impl Ports {
    /// As many in a row, from `first` on, as there are.
    #[must_use]
    pub fn row(first: u16, count: usize) -> Self {
        (first..=u16::MAX).take(count).collect()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<u16> for Ports {
    fn from_iter<I: IntoIterator<Item = u16>>(ports: I) -> Self {
        let mut ports: Vec<u16> = ports.into_iter().collect();
        ports.sort_unstable();
        ports.dedup();
        Self(ports)
    }
}

impl fmt::Display for Ports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = self.0.chunk_by(|port, next| port.checked_add(1) == Some(*next));
        for (n, row) in rows.enumerate() {
            let before = if n == 0 { "" } else { ", " };
            match row {
                [first, .., last] => write!(f, "{before}{first}-{last}")?,
                [only] => write!(f, "{before}{only}")?,
                [] => {}
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_read_as_rows_in_their_order_and_each_once() {
        let read = |ports: &[u16]| ports.iter().copied().collect::<Ports>().to_string();
        assert_eq!(read(&[]), "");
        assert_eq!(read(&[40000]), "40000");
        assert_eq!(read(&[40001, 40000]), "40000-40001");
        assert_eq!(read(&[40003, 65535, 40001, 40002, 40001, 7]), "7, 40001-40003, 65535");
        assert_eq!(Ports::row(40000, 4).to_string(), "40000-40003");
        assert_eq!(Ports::row(65535, 4).to_string(), "65535");
    }
}
