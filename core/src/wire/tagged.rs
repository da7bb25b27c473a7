//! Reading a tagged enum through one plain value, variant by variant.
//!
//! What serde derives for an adjacently tagged enum is a visitor for each variant, each for maps
//! and for lists, and a buffer between; for the enums of the wire that made a quarter of what a
//! page downloads. Here a variant costs a call for each field. The derived way of writing stays,
//! and the golden files hold that both agree. A variant that is not listed does not compile.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Fields, Mismatch, fields::whole};

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

impl Tagged {
    /// Takes `value` apart.
    pub(crate) fn new(value: Value, tag: &str, content: &str) -> Result<Self, Mismatch> {
        let Value::Object(mut fields) = value else { return Err(Mismatch) };
        let Some(Value::String(tag)) = fields.remove(tag) else { return Err(Mismatch) };
        Ok(Self { tag, content: fields.remove(content).unwrap_or_default() })
    }

    /// The content of a variant that has fields.
    pub(crate) fn fields(self) -> Result<Fields, Mismatch> {
        Fields::new(self.content)
    }

    /// The content of a variant that holds one value.
    pub(crate) fn whole<T: DeserializeOwned>(self) -> Result<T, Mismatch> {
        whole(self.content)
    }
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

pub(crate) use {tagged, variant};
