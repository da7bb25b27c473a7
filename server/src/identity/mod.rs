//! Who somebody is: proof in, identity out.

pub mod machine;
pub mod password;
pub mod session;
