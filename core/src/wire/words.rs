//! Values that are one plain value on the wire: words, wrappers, and what stands as something else.
//!
//! What the values mean is not known here.

/// Lets an enum of words be written and read, each as its text.
macro_rules! words {
    ($name:ident { $($text:literal $variant:ident;)* }) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
                writer.serialize_str(match self {
                    $(Self::$variant => $text,)*
                })
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(reader)?;
                match text.as_str() {
                    $($text => Ok(Self::$variant),)*
                    word => Err(serde::de::Error::unknown_variant(word, &[$($text),*])),
                }
            }
        }

        impl crate::wire::FromPlain for $name {
            fn from_plain(plain: crate::wire::Plain) -> Result<Self, crate::wire::Mismatch> {
                let text = <String as crate::wire::FromPlain>::from_plain(plain)?;
                match text.as_str() {
                    $($text => Ok(Self::$variant),)*
                    _ => Err(crate::wire::Mismatch),
                }
            }
        }
    };
}

/// Lets a type with one unnamed field be written and read as what it holds.
macro_rules! wrapper {
    ($name:ident) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
                serde::Serialize::serialize(&self.0, writer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
                serde::Deserialize::deserialize(reader).map(Self)
            }
        }

        impl crate::wire::FromPlain for $name {
            fn from_plain(plain: crate::wire::Plain) -> Result<Self, crate::wire::Mismatch> {
                crate::wire::FromPlain::from_plain(plain).map(Self)
            }
        }
    };
}

/// Lets a wrapper be written as what it holds, and be read by way of `TryFrom`, which checks it.
macro_rules! checked {
    ($name:ident from $plain:ident) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
                serde::Serialize::serialize(&self.0, writer)
            }
        }

        crate::wire::read!($name from $plain);
    };
}

/// Lets a value be read by way of another type, from which it is made.
macro_rules! read {
    ($name:ident from $plain:ident) => {
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
                let plain = <$plain as serde::Deserialize>::deserialize(reader)?;
                Self::try_from(plain).map_err(serde::de::Error::custom)
            }
        }

        impl crate::wire::FromPlain for $name {
            fn from_plain(plain: crate::wire::Plain) -> Result<Self, crate::wire::Mismatch> {
                let plain = <$plain as crate::wire::FromPlain>::from_plain(plain)?;
                Self::try_from(plain).map_err(|_| crate::wire::Mismatch)
            }
        }
    };
}

pub(crate) use {checked, read, words, wrapper};
