//! For tests: a pragma that spoils the writer's connection before each transaction.

use std::sync::{Arc, Mutex};

use sqlx::SqliteConnection;

use super::StoreError;

/// What to spoil it with, if anything.
#[derive(Debug, Clone, Default)]
pub(super) struct Fault(Arc<Mutex<Option<&'static str>>>);

impl Fault {
    pub(super) fn set(&self, pragma: Option<&'static str>) {
        *self.0.lock().unwrap() = pragma;
    }

    #[expect(clippy::unwrap_in_result, reason = "a test may fail")]
    pub(super) async fn inject(&self, db: &mut SqliteConnection) -> Result<(), StoreError> {
        let pragma = *self.0.lock().unwrap();
        if let Some(pragma) = pragma {
            sqlx::query(pragma).execute(db).await?;
        }
        Ok(())
    }
}
