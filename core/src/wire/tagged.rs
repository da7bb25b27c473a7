//! Reading a tagged enum through one plain value, variant by variant.
//!
//! What serde derives for an adjacently tagged enum is a visitor for each variant, each for maps
//! and for lists, and a buffer between; for the enums of the wire that made a quarter of what a
//! page downloads. Here a variant costs a call for each field. The derived way of writing stays,
//! and the golden files hold that both agree. A variant that is not listed does not compile.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Mismatch, Plain};

/// An enum of the wire: the names of its variants.
pub trait Variants {
    /// The tags of all variants, in the order of their list.
    const TAGS: &'static [&'static str];

    /// The tag of this variant, as it stands on the wire.
    fn tag(&self) -> &'static str;
}

/// A tagged value, taken apart.
pub(crate) struct Tagged {
    /// What the tag says.
    pub(crate) tag: String,
    content: Value,
}

/// The fields of a variant.
pub(crate) struct Fields(Map<String, Value>);

impl Tagged {
    /// Takes `value` apart.
    pub(crate) fn new(value: Value, tag: &str, content: &str) -> Result<Self, Mismatch> {
        let Value::Object(mut fields) = value else { return Err(Mismatch) };
        let Some(Value::String(tag)) = fields.remove(tag) else { return Err(Mismatch) };
        Ok(Self { tag, content: fields.remove(content).unwrap_or_default() })
    }

    /// The content of a variant that has fields.
    pub(crate) fn fields(self) -> Result<Fields, Mismatch> {
        match self.content {
            Value::Object(fields) => Ok(Fields(fields)),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_) => Err(Mismatch),
        }
    }

    /// The content of a variant that holds one value.
    pub(crate) fn whole<T: DeserializeOwned>(self) -> Result<T, Mismatch> {
        whole(self.content)
    }
}

impl Fields {
    /// The fields of a record.
    pub(crate) fn new(value: Value) -> Result<Self, Mismatch> {
        Tagged { tag: String::new(), content: value }.fields()
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
fn whole<T: DeserializeOwned>(value: Value) -> Result<T, Mismatch> {
    T::deserialize(Plain(value))
}

/// Lets an adjacently tagged enum be read. Each variant stands with its tag: with its fields (`= default`
/// after one that older texts lack), with `()` around one value, or alone.
macro_rules! tagged {
    ($name:ident by $tag:literal, $content:literal {
        $($text:literal $variant:ident $({ $($field:ident $(= $lacks:ident)?),* })? $(($whole:ident))?;)*
    }) => {
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
                #[inline(never)]
                fn read(value: serde_json::Value) -> Result<$name, crate::wire::Mismatch> {
                    let tagged = crate::wire::Tagged::new(value, $tag, $content)?;
                    match tagged.tag.as_str() {
                        $($text => crate::wire::variant!(
                            tagged, $name $variant $({ $($field $(= $lacks)?),* })? $(($whole))?
                        ),)*
                        _ => Err(crate::wire::Mismatch),
                    }
                }
                let value = serde_json::Value::deserialize(reader)?;
                read(value).map_err(serde::de::Error::custom)
            }
        }

        impl crate::wire::Variants for $name {
            const TAGS: &'static [&'static str] = &[$($text),*];

            fn tag(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $text,)*
                }
            }
        }
    };
}

/// One variant of `tagged!`.
macro_rules! variant {
    ($tagged:ident, $name:ident $variant:ident) => {
        Ok($name::$variant)
    };
    ($tagged:ident, $name:ident $variant:ident ($whole:ident)) => {
        Ok($name::$variant($tagged.whole()?))
    };
    ($tagged:ident, $name:ident $variant:ident { $($field:ident $(= $lacks:ident)?),* }) => {{
        let mut fields = $tagged.fields()?;
        Ok($name::$variant {
            $($field: crate::wire::field!(fields, $field $(= $lacks)?)),*
        })
    }};
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

/// Lets an enum of words be read, each by its text.
macro_rules! words {
    ($name:ident { $($text:literal $variant:ident;)* }) => {
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(reader)?;
                match text.as_str() {
                    $($text => Ok(Self::$variant),)*
                    word => Err(serde::de::Error::unknown_variant(word, &[$($text),*])),
                }
            }
        }

        // Every word is listed.
        const _: fn(&$name) = |value| match value {
            $($name::$variant => {})*
        };
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

pub(crate) use {field, record, tagged, variant, words};
