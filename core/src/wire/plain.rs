//! A plain value: what stands in JSON; and how values are read from one, without saying why it does
//! not fit.
//!
//! What serde can say about a misfit brings the printing of numbers and of every expectation into
//! the pages, which show none of it; a visitor for each type, even unread, weighs more than the
//! reading. serde is what gives plain values to the server, and writes. Nothing on the wire is a
//! fraction.

use std::fmt::{self, Display};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};

use crate::sorted::{Map, Set};

/// A value on its way into something.
#[derive(Debug, Default, PartialEq)]
pub enum Plain {
    /// Null, and what is missing.
    #[default]
    Nothing,
    /// Yes or no.
    Truth(bool),
    /// A whole number from zero on.
    Count(u64),
    /// A whole number below zero.
    Below(i64),
    /// A number that is none of these. Which one is of no interest: it fits nowhere.
    Fraction,
    /// A text.
    Text(String),
    /// Values in order.
    List(Vec<Self>),
    /// Fields as they stand in the text: of two with one name the last one holds.
    Record(Vec<(String, Self)>),
}

/// It is not what was expected.
#[derive(Debug)]
pub struct Mismatch;

/// What can be read from a plain value.
pub trait FromPlain: Sized {
    /// The value that `plain` is.
    ///
    /// # Errors
    /// When it is none.
    fn from_plain(plain: Plain) -> Result<Self, Mismatch>;
}

impl Plain {
    /// The text of the field `name`, where this is a record that has one.
    pub(crate) fn word(&self, name: &str) -> Option<&str> {
        let Self::Record(fields) = self else { return None };
        let (_, value) = fields.iter().rfind(|(known, _)| known == name)?;
        if let Self::Text(word) = value { Some(word) } else { None }
    }
}

impl FromPlain for bool {
    fn from_plain(plain: Plain) -> Result<Self, Mismatch> {
        if let Plain::Truth(it) = plain { Ok(it) } else { Err(Mismatch) }
    }
}

impl FromPlain for u64 {
    fn from_plain(plain: Plain) -> Result<Self, Mismatch> {
        if let Plain::Count(it) = plain { Ok(it) } else { Err(Mismatch) }
    }
}

macro_rules! smaller {
    ($($number:ty)*) => {
        $(impl FromPlain for $number {
            fn from_plain(plain: Plain) -> Result<Self, Mismatch> {
                u64::from_plain(plain)?.try_into().map_err(|_| Mismatch)
            }
        })*
    };
}

smaller!(u16 u32 usize);

impl FromPlain for i64 {
    fn from_plain(plain: Plain) -> Result<Self, Mismatch> {
        if let Plain::Below(it) = plain {
            return Ok(it);
        }
        u64::from_plain(plain)?.try_into().map_err(|_| Mismatch)
    }
}

impl FromPlain for String {
    #[inline(never)]
    fn from_plain(plain: Plain) -> Result<Self, Mismatch> {
        if let Plain::Text(it) = plain { Ok(it) } else { Err(Mismatch) }
    }
}

impl FromPlain for char {
    fn from_plain(plain: Plain) -> Result<Self, Mismatch> {
        let text = String::from_plain(plain)?;
        let mut chars = text.chars();
        chars.next().filter(|_| chars.next().is_none()).ok_or(Mismatch)
    }
}

impl<T: FromPlain> FromPlain for Option<T> {
    fn from_plain(plain: Plain) -> Result<Self, Mismatch> {
        if matches!(plain, Plain::Nothing) { Ok(None) } else { T::from_plain(plain).map(Some) }
    }
}

impl<T: FromPlain> FromPlain for Box<T> {
    fn from_plain(plain: Plain) -> Result<Self, Mismatch> {
        T::from_plain(plain).map(Self::new)
    }
}

impl<T: FromPlain> FromPlain for Vec<T> {
    fn from_plain(plain: Plain) -> Result<Self, Mismatch> {
        let Plain::List(items) = plain else { return Err(Mismatch) };
        items.into_iter().map(T::from_plain).collect()
    }
}

impl<T: FromPlain + Ord> FromPlain for Set<T> {
    fn from_plain(plain: Plain) -> Result<Self, Mismatch> {
        Ok(Vec::from_plain(plain)?.into_iter().collect())
    }
}

impl<K: FromPlain + Ord, V: FromPlain> FromPlain for Map<K, V> {
    fn from_plain(plain: Plain) -> Result<Self, Mismatch> {
        let Plain::Record(fields) = plain else { return Err(Mismatch) };
        let entry = |(key, value)| -> Result<_, Mismatch> {
            Ok((K::from_plain(Plain::Text(key))?, V::from_plain(value)?))
        };
        fields.into_iter().map(entry).collect()
    }
}

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_any(Any)
    }
}

/// Takes what serde reads, whatever it is.
struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Plain;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a plain value")
    }

    fn visit_unit<E>(self) -> Result<Plain, E> {
        Ok(Plain::Nothing)
    }

    fn visit_none<E>(self) -> Result<Plain, E> {
        Ok(Plain::Nothing)
    }

    fn visit_some<D: Deserializer<'de>>(self, reader: D) -> Result<Plain, D::Error> {
        Plain::deserialize(reader)
    }

    fn visit_bool<E>(self, it: bool) -> Result<Plain, E> {
        Ok(Plain::Truth(it))
    }

    fn visit_u64<E>(self, it: u64) -> Result<Plain, E> {
        Ok(Plain::Count(it))
    }

    fn visit_i64<E>(self, it: i64) -> Result<Plain, E> {
        Ok(u64::try_from(it).map_or(Plain::Below(it), Plain::Count))
    }

    fn visit_f64<E>(self, _it: f64) -> Result<Plain, E> {
        Ok(Plain::Fraction)
    }

    fn visit_str<E>(self, it: &str) -> Result<Plain, E> {
        Ok(Plain::Text(it.to_owned()))
    }

    fn visit_string<E>(self, it: String) -> Result<Plain, E> {
        Ok(Plain::Text(it))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Plain, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = from.next_element()? {
            items.push(item);
        }
        Ok(Plain::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Plain, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = from.next_entry()? {
            fields.push(field);
        }
        Ok(Plain::Record(fields))
    }
}

impl Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the data is not what was expected")
    }
}
