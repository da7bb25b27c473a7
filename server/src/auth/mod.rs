//! Who somebody is: proof in, identity out.

pub mod password;
pub mod tokens;
