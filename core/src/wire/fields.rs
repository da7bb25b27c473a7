//! Writing and reading fields, those of a record or of a variant, each by its name and in the order
//! of their list.
//!
//! What a field means is not known here.

use std::mem;

use super::{FromPlain, Mismatch, Plain};

/// The fields of a record or of a variant.
pub(crate) struct Fields(Vec<(String, Plain)>);

/// A value that a field need not be written for.
pub(crate) trait Spare {
    /// Whether this is it, which is also what the field is where it is missing.
    fn is_spare(&self) -> bool;
}

impl<T> Spare for Option<T> {
    fn is_spare(&self) -> bool {
        self.is_none()
    }
}

impl<T> Spare for Vec<T> {
    fn is_spare(&self) -> bool {
        self.is_empty()
    }
}

impl Spare for i64 {
    fn is_spare(&self) -> bool {
        *self == 0
    }
}

impl Spare for bool {
    fn is_spare(&self) -> bool {
        !*self
    }
}

impl Spare for String {
    fn is_spare(&self) -> bool {
        self.is_empty()
    }
}

impl Fields {
    /// The fields of `value`, which is a record or the content of a variant.
    pub(crate) fn new(value: Plain) -> Result<Self, Mismatch> {
        if let Plain::Record(fields) = value { Ok(Self(fields)) } else { Err(Mismatch) }
    }

    /// What a field holds, if it is there.
    #[inline(never)]
    fn given(&mut self, name: &str) -> Option<Plain> {
        let (_, value) = self.0.iter_mut().rfind(|(known, _)| known == name)?;
        Some(mem::take(value))
    }

    /// What a field holds; one that is missing reads like null.
    #[inline(never)]
    pub(super) fn plain(&mut self, name: &str) -> Plain {
        self.given(name).unwrap_or_default()
    }

    /// A field; one that is missing reads like null. Never copied into its callers: one reading of
    /// each type is enough.
    #[inline(never)]
    pub(crate) fn take<T: FromPlain>(&mut self, name: &str) -> Result<T, Mismatch> {
        T::from_plain(self.plain(name))
    }

    /// Puts a field in its `place`, which stays as it is where the field is missing.
    #[inline(never)]
    pub(crate) fn put<T: FromPlain>(&mut self, name: &str, place: &mut T) -> Result<(), Mismatch> {
        if let Some(plain) = self.given(name) {
            *place = T::from_plain(plain)?;
        }
        Ok(())
    }

    /// A field that older texts lack.
    pub(crate) fn take_or_default<T: FromPlain + Default>(
        &mut self,
        name: &str,
    ) -> Result<T, Mismatch> {
        self.given(name).map_or_else(|| Ok(T::default()), T::from_plain)
    }
}

/// Reads one field of a `variant!` or a `record!`.
macro_rules! field {
    ($fields:ident, $field:ident) => {
        $fields.take(stringify!($field))?
    };
    ($fields:ident, $field:ident = $lacks:ident) => {
        $fields.take_or_default(stringify!($field))?
    };
}

/// Writes fields in their order.
macro_rules! fields_to {
    ($writer:ident, $($field:ident: $value:expr $(; $lacks:ident)?),* $(,)?) => {{
        let fields = <[&str]>::len(&[$(stringify!($field)),*]);
        let mut to = serde::Serializer::serialize_struct($writer, "", fields)?;
        $(crate::wire::field_to!(to, $field, $value $(, $lacks)?);)*
        serde::ser::SerializeStruct::end(to)
    }};
}

/// Writes one field.
macro_rules! field_to {
    ($to:ident, $field:ident, $value:expr, spare) => {
        if !crate::wire::Spare::is_spare($value) {
            crate::wire::field_to!($to, $field, $value);
        }
    };
    ($to:ident, $field:ident, $value:expr $(, $lacks:ident)?) => {
        serde::ser::SerializeStruct::serialize_field(&mut $to, stringify!($field), $value)?
    };
}

/// Lets a record be written and read, field by field. What is marked `= default` is lacking in older
/// texts and then at its default; `= spare`, so too, and not even written while it is empty. Where the
/// first one is marked `= usual`, every field may be missing and is then as in the record's own
/// default.
macro_rules! record {
    ($name:ident { $first:ident = usual, $($field:ident = $lacks:ident),* $(,)? }) => {
        crate::wire::written!($name { $first = usual, $($field = $lacks),* });

        impl crate::wire::FromPlain for $name {
            #[inline(never)]
            fn from_plain(plain: crate::wire::Plain) -> Result<Self, crate::wire::Mismatch> {
                let mut fields = crate::wire::Fields::new(plain)?;
                let mut it = Self::default();
                fields.put(stringify!($first), &mut it.$first)?;
                $(fields.put(stringify!($field), &mut it.$field)?;)*
                Ok(it)
            }
        }

        crate::wire::from_plain!($name);
    };
    ($name:ident $(<$T:ident>)? { $($field:ident $(= $lacks:ident)?),* $(,)? }) => {
        crate::wire::written!($name $(<$T>)? { $($field $(= $lacks)?),* });

        impl $(<$T: crate::wire::FromPlain>)? crate::wire::FromPlain for $name $(<$T>)? {
            #[inline(never)]
            fn from_plain(plain: crate::wire::Plain) -> Result<Self, crate::wire::Mismatch> {
                let mut fields = crate::wire::Fields::new(plain)?;
                Ok(Self {
                    $($field: crate::wire::field!(fields, $field $(= $lacks)?)),*
                })
            }
        }

        crate::wire::from_plain!($name $(<$T>)?);
    };
}

/// Lets serde read what can be read from a plain value.
macro_rules! from_plain {
    ($name:ident $(<$T:ident>)?) => {
        impl<'de $(, $T: crate::wire::FromPlain)?> serde::Deserialize<'de> for $name $(<$T>)? {
            fn deserialize<D: serde::Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
                let plain = <crate::wire::Plain as serde::Deserialize>::deserialize(reader)?;
                crate::wire::FromPlain::from_plain(plain).map_err(serde::de::Error::custom)
            }
        }
    };
}

/// Lets a record be written only.
macro_rules! written {
    ($name:ident $(<$T:ident>)? { $($field:ident $(= $lacks:ident)?),* $(,)? }) => {
        impl $(<$T: serde::Serialize>)? serde::Serialize for $name $(<$T>)? {
            fn serialize<S: serde::Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
                crate::wire::fields_to!(writer, $($field: &self.$field $(; $lacks)?),*)
            }
        }
    };
}

pub(crate) use {field, field_to, fields_to, from_plain, record, written};
