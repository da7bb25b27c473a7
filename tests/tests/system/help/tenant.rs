//! Nothing of a request reaches the screens of another tenant.

use anyhow::Result;
use backline_tests::{
    Scene,
    Voice::{Sam, Sofia},
};
use serde_json::Value;

use super::{COMMENT, REASON};

///
#[tokio::test]
async fn a_supervisor_of_another_tenant_neither_sees_nor_hears_of_a_request() -> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call().await?;
        let (sofia, gwen) =
            tokio::try_join!(scene.supervisor("sofia", Sofia), scene.supervisor("gwen", Sam))?;
        gwen.until("gwen is caught up", "ear.said('\"caught_up\"') > 0", Value::Null).await?;
        call.agent.asks_for_help(REASON, COMMENT).await?;
        sofia.is_asked(COMMENT).await?;
        call.agent.reads("Delivered to 1 supervisor").await?;
        sofia.confirms(COMMENT).await?;
        sofia.offers("Coach").await?;
        let told = gwen.texts().await?.concat();
        for word in [COMMENT, REASON, "Ana", "Carla", &call.id.to_string()] {
            assert!(!told.contains(word) && !gwen.is_reading(word).await?, "{word}");
        }
        gwen.reads("No help requests").await?;
        gwen.withholds("Confirm").await
    })
    .await
}
