//! Reading fields, those of a record or of a variant, each by its name.
//!
//! Here a field costs one call. What a field means is not known here.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Mismatch, Plain};

/// The fields of a record or of a variant.
pub(crate) struct Fields(Map<String, Value>);

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

/// One field of a `variant!` or a `record!`.
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
    ($fields:ident, $field:ident = default) => {
        $fields.take_or_default(stringify!($field))?
    };
}

/// Lets a record be read, field by field: `= default` after one that older texts lack, `= usual`
/// after one that is as in the record's own default where it is missing.
macro_rules! record {
    ($name:ident { $($field:ident $(= $lacks:ident)?),* $(,)? }) => {
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
                #[inline(never)]
                fn read(value: serde_json::Value) -> Result<$name, crate::wire::Mismatch> {
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

pub(crate) use {field, record};
