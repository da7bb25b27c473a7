//! `serve`: people with passwords, listed origins, and nothing of the demo.

use backline_core::protocol::{Credential, Page, SUBPROTOCOL};
use backline_server::identity::password::Password;
use serde_json::{Value, json};

use super::{
    client::{Client, Hello, dial},
    server::Server,
};

async fn serving() -> Server {
    let hash = Password::new("correct horse".to_owned()).unwrap().hash().unwrap();
    let file = format!(
        r#"
        listen = "127.0.0.1:0"
        origins = ["https://desk.example.com"]
        [media]
        loopback_only = true
        workers = 1
        [[tenant]]
        id = "initech"
        [[tenant.person]]
        id = "ada"
        name = "Ada"
        roles = ["agent"]
        password = "{}"
        "#,
        hash.as_phc()
    );
    Server::serve(&file).await
}

/// covers: R-554
#[tokio::test]
async fn the_gallery_is_a_page_of_the_demo_and_of_no_other_server() {
    let (product, demo) = (serving().await, Server::start().await);
    assert_eq!(product.get("/gallery", "").await.status, 404);
    // Where the pages are not built, each says so.
    for path in ["/gallery", "/workspace"] {
        assert!([200, 503].contains(&demo.get(path, "").await.status), "{path}");
    }
}

#[tokio::test]
async fn a_password_gives_a_token_and_the_token_opens_a_socket_from_a_listed_origin() {
    let server = serving().await;
    let right = json!({ "tenant": "initech", "person": "ada", "password": "correct horse" });
    let answer = server.post("/api/session", "", &right).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let session: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(session["page"], "panel");
    let token = session["token"].as_str().unwrap().to_owned();
    let listed = Some("https://desk.example.com");
    let mut ada: Client = dial(&server, listed, Some(SUBPROTOCOL)).await.unwrap();
    ada.say(&Hello::new(Page::Panel, Credential::Session(token)).message()).await;
    ada.until(|m| matches!(m, backline_core::protocol::ServerMessage::CaughtUp { .. })).await;
    let own = server.origin();
    let refused = dial(&server, Some(&own), Some(SUBPROTOCOL)).await.err();
    assert_eq!(refused.map(|(status, _)| status), Some(403), "only what is listed");
    let wrong = json!({ "tenant": "initech", "person": "ada", "password": "correct horsf" });
    assert_eq!(server.post("/api/session", "", &wrong).await.status, 401);
}

/// covers: R-607
#[tokio::test]
async fn nothing_of_the_demo_is_there() {
    let server = serving().await;
    let ada = json!({ "as": "ada" });
    assert_eq!(server.post("/api/session/demo", "", &ada).await.status, 404);
    assert_eq!(server.post("/api/demo/caller", "", &json!({})).await.status, 404);
    for path in ["/api/demo/story", "/assets/demo/frame.js"] {
        assert_eq!(server.get(path, "").await.status, 404, "{path}");
    }
    for path in ["/", "/panel", "/workspace", "/call?tenant=initech"] {
        let page = server.get(path, "").await;
        assert!(page.headers.contains("frame-ancestors 'none'"), "{path}: {}", page.headers);
        assert!(!page.headers.contains("frame-src"), "{path}: {}", page.headers);
        assert!(!page.body.contains("/demo/"), "{path}");
    }
    let edges = "/debug/edges/00000000-0000-0000-0000-000000000001";
    assert_eq!(server.operators(edges).await.status, 404);
    assert_eq!(server.operators("/metrics").await.status, 200);
    let plain = server.get("/call?raw=1&tenant=initech", "").await;
    assert_eq!(plain.status, 303, "what only tests listen to is not served");
    assert!(plain.headers.contains("location: /call?tenant=initech"), "{}", plain.headers);
    assert_eq!(server.get("/healthz", "Host: desk.example.com\r\n").await.status, 200);
}
