//! Writing and reading a tagged enum, variant by variant.
//!
//! What serde derives to read an adjacently tagged enum is a visitor for each variant, each for maps
//! and for lists, and a buffer between; for the enums of the wire that made a quarter of what a
//! page downloads. Here it is read through one plain value, and a variant costs a call for each
//! field. A variant that is not listed does not compile.

use serde::{Serialize, Serializer, ser::SerializeStruct};

use super::{Fields, FromPlain, Mismatch, Plain};

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
    content: Plain,
}

impl Tagged {
    /// Takes `plain` apart.
    pub(crate) fn new(plain: Plain, tag: &str, content: &str) -> Result<Self, Mismatch> {
        let mut fields = Fields::new(plain)?;
        Ok(Self { tag: fields.take(tag)?, content: fields.plain(content) })
    }

    /// The content of a variant that has fields.
    pub(crate) fn fields(self) -> Result<Fields, Mismatch> {
        Fields::new(self.content)
    }

    /// The content of a variant that holds one value.
    pub(crate) fn whole<T: FromPlain>(self) -> Result<T, Mismatch> {
        T::from_plain(self.content)
    }
}

/// Writes a variant: its tag and, unless it stands alone, its content.
pub(crate) fn variant_to<S: Serializer>(
    writer: S,
    tag: (&'static str, &'static str),
    content: (&'static str, Option<&impl Serialize>),
) -> Result<S::Ok, S::Error> {
    let (name, content) = content;
    let mut to = writer.serialize_struct("", 1 + usize::from(content.is_some()))?;
    to.serialize_field(tag.0, tag.1)?;
    if let Some(content) = content {
        to.serialize_field(name, content)?;
    }
    to.end()
}

/// Lets an adjacently tagged enum be written and read. Each variant stands with its tag: with its
/// fields, marked as in `record!`, with `()` around one value, or alone.
macro_rules! tagged {
    ($name:ident by $tag:literal, $content:literal {
        $($text:literal $variant:ident $({ $($field:ident $(= $lacks:ident)?),* })? $(($whole:ident))?;)*
    }) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
                struct Content<'a>(&'a $name);

                impl serde::Serialize for Content<'_> {
                    fn serialize<S: serde::Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
                        match self.0 {
                            $($name::$variant $({ $($field),* })? $(($whole))? => {
                                crate::wire::content!(writer, $({ $($field $(= $lacks)?),* })? $($whole)?)
                            })*
                        }
                    }
                }
                let alone = match self {
                    $(Self::$variant { .. } => crate::wire::alone!($({ $($field)* })? $($whole)?),)*
                };
                let tag = ($tag, crate::wire::Variants::tag(self));
                crate::wire::variant_to(writer, tag, ($content, (!alone).then_some(&Content(self))))
            }
        }

        impl crate::wire::FromPlain for $name {
            #[inline(never)]
            fn from_plain(plain: crate::wire::Plain) -> Result<Self, crate::wire::Mismatch> {
                let tagged = crate::wire::Tagged::new(plain, $tag, $content)?;
                match tagged.tag.as_str() {
                    $($text => crate::wire::variant!(
                        tagged, $name $variant $({ $($field $(= $lacks)?),* })? $(($whole))?
                    ),)*
                    _ => Err(crate::wire::Mismatch),
                }
            }
        }

        crate::wire::from_plain!($name);

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

/// Whether a variant of `tagged!` is without content.
macro_rules! alone {
    () => {
        true
    };
    ($($content:tt)+) => {
        false
    };
}

/// Writes the content of a variant of `tagged!`; one that stands alone has none to write.
macro_rules! content {
    ($writer:ident,) => {
        $writer.serialize_unit()
    };
    ($writer:ident, $whole:ident) => {
        serde::Serialize::serialize($whole, $writer)
    };
    ($writer:ident, { $($field:ident $(= $lacks:ident)?),* }) => {
        crate::wire::fields_to!($writer, $($field: $field $(; $lacks)?),*)
    };
}

/// Reads a variant of `tagged!`.
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

pub(crate) use {alone, content, tagged, variant};
