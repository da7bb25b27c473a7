//! Tenants: whatever somebody of another tenant sends, a call that is not theirs is answered like
//! one that does not exist.

use anyhow::Result;
use backline_core::{
    id::{CommandId, InteractionId},
    interaction::{Command, Lens, Refusal},
    protocol::{ClientMessage, Credential, Cursor, Page, ServerMessage},
};
use backline_tests::{Reply, Scene, Wire, sign_in};
use uuid::Uuid;

#[tokio::test]
async fn a_call_of_another_tenant_is_answered_like_one_that_does_not_exist() -> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call().await?;
        let nowhere = InteractionId(Uuid::new_v4());

        for who in ["gwen", "gil"] {
            let page = if who == "gwen" { Page::Workspace } else { Page::Panel };
            let mut outsider = Wire::person(&scene.server, who, page).await?;
            for command in Command::examples()? {
                let theirs = outsider.ask(call.id, command.clone()).await?;
                let none = outsider.ask(nowhere, command.clone()).await?;
                assert_eq!(theirs, none, "{who}: {command:?}");
                let sentence = Refusal::NoSuchCall.to_string();
                assert_eq!(
                    theirs,
                    Reply::Refused(Refusal::NoSuchCall, sentence),
                    "{who}: {command:?}"
                );
            }
        }

        // Whoever holds a cursor into it is told nothing about it either.
        let token = sign_in(&scene.server, "gwen").await?;
        let mut heard = Vec::new();
        for interaction in [call.id, nowhere] {
            let cursor = Cursor { interaction, lens: Lens::Supervisor, next: 0 };
            let proof = Credential::Session(token.clone());
            let mut gwen =
                Wire::greeted(&scene.server, Page::Workspace, proof, vec![cursor]).await?;
            let caught_up = gwen
                .expect(|message| {
                    let ServerMessage::CaughtUp { interactions } = message else {
                        assert!(
                            matches!(message, ServerMessage::You { .. }),
                            "gwen is told of something: {message:?}"
                        );
                        return None;
                    };
                    Some(interactions.clone())
                })
                .await?;
            heard.push(caught_up);
        }
        assert_eq!(heard, [vec![], vec![]], "gwen has no call");

        // Nor can a customer of one tenant ring an agent of another.
        let mut customer = Wire::customer(&scene.server, "acme").await?;
        let id = CommandId(Uuid::new_v4());
        let to = Some("gil".parse()?);
        let call = ClientMessage::Call { id, name: "Carla".to_owned(), number: None, to };
        customer.say(&call).await?;
        let mut gil = Wire::person(&scene.server, "gil", Page::Panel).await?;
        let calls = gil.expect(|message| {
            let ServerMessage::CaughtUp { interactions } = message else { return None };
            Some(interactions.len())
        });
        assert_eq!(calls.await?, 0, "gil is not rung");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_supervisor_of_another_tenant_sees_no_call_in_the_workspace() -> Result<()> {
    Scene::play(async |scene| {
        let call = scene.call().await?;
        let sofia = scene.supervisor("sofia", backline_tests::Voice::Sofia).await?;
        sofia.reads("Carla").await?;
        drop(sofia);
        let gwen = scene.supervisor("gwen", backline_tests::Voice::Sam).await?;
        gwen.until("gwen caught up", "ear.said('\"caught_up\"') > 0", serde_json::Value::Null)
            .await?;
        assert!(!gwen.is_reading("Carla").await?);
        assert!(!gwen.is_reading("Ana Ribeiro").await?);
        gwen.withholds("Open interaction").await?;
        assert!(!serde_json::to_string(&gwen.texts().await?)?.contains(&call.id.to_string()));
        Ok(())
    })
    .await
}
