//! Writing and reading fields, those of a record or of a variant, each by its name and in the order
//! of their list.
//!
//! What a field means is not known here.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Mismatch, Plain};

/// The fields of a record or of a variant.
pub(crate) struct Fields(Map<String, Value>);

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
    pub(crate) fn new(value: Value) -> Result<Self, Mismatch> {
        match value {
            Value::Object(fields) => Ok(Self(fields)),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_) => Err(Mismatch),
        }
    }

    /// A field; one that is missing reads like null.
    pub(crate) fn take<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, Mismatch> {
        whole(self.0.remove(name).unwrap_or_default())
    }

    /// A field that is as `usual` says where it is missing.
    pub(crate) fn take_or<T: DeserializeOwned>(
        &mut self,
        name: &str,
        usual: impl FnOnce() -> T,
    ) -> Result<T, Mismatch> {
        self.0.remove(name).map_or_else(|| Ok(usual()), whole)
    }

    /// A field that older texts lack.
    pub(crate) fn take_or_default<T: DeserializeOwned + Default>(
        &mut self,
        name: &str,
    ) -> Result<T, Mismatch> {
        self.0.remove(name).map_or_else(|| Ok(T::default()), whole)
    }
}

/// Reads a value. Never copied into its callers: one reading of each type is enough.
#[inline(never)]
pub(super) fn whole<T: DeserializeOwned>(value: Value) -> Result<T, Mismatch> {
    T::deserialize(Plain(value))
}

/// Reads one field of a `variant!` or a `record!`.
macro_rules! field {
    ($fields:ident, $field:ident = usual, $name:ident) => {
        $fields.take_or(stringify!($field), || <$name as Default>::default().$field)?
    };
    ($fields:ident, $field:ident $(= $lacks:ident)?, $name:ident) => {
        crate::wire::field!($fields, $field $(= $lacks)?)
    };
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
/// texts and then at its default; `= spare`, so too, and not even written while it is empty;
/// `= usual`, as in the record's own default where it is missing.
macro_rules! record {
    ($name:ident $(<$T:ident>)? { $($field:ident $(= $lacks:ident)?),* $(,)? }) => {
        crate::wire::written!($name $(<$T>)? { $($field $(= $lacks)?),* });

        impl<'de $(, $T: serde::de::DeserializeOwned)?> serde::Deserialize<'de> for $name $(<$T>)? {
            fn deserialize<D: serde::Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
                #[inline(never)]
                fn read $(<$T: serde::de::DeserializeOwned>)? (
                    value: serde_json::Value,
                ) -> Result<$name $(<$T>)?, crate::wire::Mismatch> {
                    let mut fields = crate::wire::Fields::new(value)?;
                    Ok($name {
                        $($field: crate::wire::field!(
                            fields, $field $(= $lacks)?, $name
                        )),*
                    })
                }
                let value = serde_json::Value::deserialize(reader)?;
                read(value).map_err(serde::de::Error::custom)
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

pub(crate) use {field, field_to, fields_to, record, written};
