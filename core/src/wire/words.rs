//! Values that are one plain value on the wire.

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

pub(crate) use words;
