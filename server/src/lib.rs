//! The library of the server: media, sessions, storage. The binary only starts it.

pub mod media;
