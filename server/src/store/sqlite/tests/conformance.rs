//! SQLite does what every store does.

use super::folder::Folder;
use crate::store::tests::conformance::conforms;

conforms!(Folder);
