//! What strangers write is shown to the letter, wherever it stands, but for what turns the words around
//! it: nothing of it runs, nothing is fetched, and the browser's policy has nothing to report.

use std::fmt::Write as _;

use anyhow::Result;
use backline_core::{
    interaction::{
        Command, Contact, ContactCommand, HelpCommand, SuperviseCommand,
        contact::ContactField,
        help::{NewBrief, Severity},
    },
    legible::legible,
    protocol::Page,
};
use backline_tests::{Call, Party, Reply, Scene, Voice::Sofia, Wire, help};
use serde_json::Value;

/// Each would leave a mark that [`is_clean`] finds, if any of it ran.
const HOSTILE: [&str; 44] = [
    "<script>ear.ran = 1</script>",
    "<script src=//127.0.0.1:1/x.js></script>",
    "<SCRIPT>ear.ran = 1</SCRIPT>",
    "<scr<script>ipt>ear.ran = 1</scr</script>ipt>",
    "<img src=x onerror=ear.ran=1>",
    "<img/src=x/onerror=ear.ran=1>",
    "\"><img src=x onerror=ear.ran=1>",
    "'><svg onload=ear.ran=1>",
    "<svg><script>ear.ran = 1</script></svg>",
    "<svg/onload=ear.ran=1>",
    "<iframe src=javascript:parent.ear.ran=1></iframe>",
    "<iframe srcdoc=\"<script>parent.ear.ran=1</script>\">",
    "<object data=javascript:ear.ran=1></object>",
    "<embed src=javascript:ear.ran=1>",
    "<body onload=ear.ran=1>",
    "<details open ontoggle=ear.ran=1>x</details>",
    "<video><source onerror=ear.ran=1></video>",
    "<input autofocus onfocus=ear.ran=1>",
    "<a href=javascript:ear.ran=1>x</a>",
    "<base href=//127.0.0.1:1/>",
    "<meta http-equiv=refresh content=0;url=/>",
    "<link rel=stylesheet href=//127.0.0.1:1/x.css>",
    "<style>* { display: none }</style>",
    "<p style=position:fixed;inset:0>x</p>",
    "<form action=//127.0.0.1:1><button>x</button></form>",
    "<template><script>ear.ran=1</script></template>",
    "<textarea></textarea><script>ear.ran=1</script>",
    "</textarea><script>ear.ran=1</script>",
    "</title><script>ear.ran=1</script>",
    "</option></select><img src=x onerror=ear.ran=1>",
    "<!--<img src=\"--><img src=x onerror=ear.ran=1//\">",
    "&lt;script&gt;ear.ran=1&lt;/script&gt;",
    "&#60;img src=x onerror=ear.ran=1&#62;",
    "javascript:ear.ran=1",
    "{{constructor.constructor('ear.ran=1')()}}",
    "${ear.ran=1}",
    "`${ear.ran=1}`",
    "[x](javascript:ear.ran=1)",
    "[x](JaVaScRiPt&colon;ear.ran=1)",
    "[x](data:text/html,<script>ear.ran=1</script>)",
    "![x](//127.0.0.1:1/pixel.gif)",
    "![x\" onerror=\"ear.ran=1](x)",
    "<javascript:ear.ran=1>",
    "\u{202e}>tpircs/<1=nar.rae>tpircs<",
];

/// A reason for each, and the popup, which shows a text with Markdown.
fn policies() -> String {
    let mut policies = "[help.popup]\n'Display \"Notify Agent\" popup' = true\n".to_owned();
    for (number, label) in HOSTILE.iter().enumerate() {
        let label = toml_text(label);
        let _ = write!(policies, "[[help.reason]]\nid = \"r{number}\"\nlabel = {label}\n");
    }
    policies
}

fn toml_text(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Nothing has run, nothing stands in the page that could, and nothing was reported.
async fn is_clean(who: &str, party: &Party) -> Result<()> {
    assert!(party.value::<bool>("ear.ran === undefined", Value::Null).await?, "{who}: it ran");
    let strange = r#"[...document.querySelectorAll(
            'img, iframe, object, embed, base, form[action], video, body script:not([nonce], [src^="/assets/"]), a[href]')]
        .filter((it) => !(it.localName === 'a' && /^($|https?:|mailto:|tel:|\/)/.test(it.getAttribute('href'))))
        .concat([...document.querySelectorAll('*')].filter((it) =>
            it.getAttributeNames().some((name) => name.startsWith('on'))))
        .map((it) => it.outerHTML.slice(0, 200))"#;
    let strange: Vec<String> = party.value(strange, Value::Null).await?;
    assert!(strange.is_empty(), "{who}: {strange:?}");
    assert_eq!(party.errors().await?, Vec::<String>::new(), "{who}");
    Ok(())
}

async fn is_done(party: &Party, call: &Call, command: Command) -> Result<()> {
    let reply = party.insists(call.id, command).await?;
    assert_eq!(reply, Reply::Done(Some(call.id)));
    Ok(())
}

/// One request for each: the reason's label, the comment and the popup's text are that string.
async fn are_asked(call: &Call, sofia: &Party) -> Result<()> {
    for (number, text) in HOSTILE.iter().enumerate() {
        let request = HelpCommand::Request {
            reason: format!("r{number}").parse()?,
            comment: (*text).to_owned(),
            severity: Severity::Assist,
            brief: NewBrief { text: (*text).to_owned(), timers: Vec::new() },
        };
        is_done(&call.agent, call, help(request)).await?;
        sofia.has_dialog("Ana Ribeiro requests help").await?;
        sofia.reads(&legible(text)).await?;
        sofia.is_asked(&legible(text)).await?;
        if number + 1 < HOSTILE.len() {
            let request = u32::try_from(number + 1)?;
            is_done(&call.agent, call, help(HelpCommand::Cancel { request })).await?;
            sofia.has_no_dialog().await?;
        }
    }
    Ok(())
}

/// What is known of the customer; twice, since a record has at most twenty fields.
async fn are_known(scene: &Scene, call: &Call, sofia: &Party) -> Result<()> {
    let mut ada = Wire::person(&scene.server, "ada", Page::Workspace).await?;
    for texts in HOSTILE.chunks(15) {
        let field =
            |text: &&str| ContactField { label: (*text).to_owned(), value: (*text).to_owned() };
        let contact = Contact {
            name: texts.first().map(|text| (*text).to_owned()),
            number: None,
            fields: texts.iter().map(field).collect(),
            summary: Some(texts.join("\n\n")),
            intent: texts.last().map(|text| (*text).to_owned()),
        };
        let known = Command::Contact(ContactCommand::Note { contact });
        assert_eq!(ada.ask(call.id, known).await?, Reply::Done(Some(call.id)));
        for text in texts {
            sofia.reads(&legible(text)).await?;
        }
    }
    Ok(())
}

/// covers: R-004, R-165, R-166
#[tokio::test]
async fn script_strings_in_every_free_text_are_shown_to_the_letter_and_nothing_runs() -> Result<()>
{
    Scene::play_with(&policies(), async |scene| {
        let name =
            "%3Cimg%20src%3Dx%20onerror%3Dear.ran%3D1%3E%3Cscript%3Eear.ran%3D1%3C%2Fscript%3E";
        let (customer, agent) = tokio::try_join!(scene.customer(name), scene.agent("ana"))?;
        let call = scene.connect(customer, agent).await?;
        call.agent.reads("<img src=x onerror=ear.ran=1>").await?;
        let sofia = scene.supervisor("sofia", Sofia).await?;
        sofia.reads("<img src=x onerror=ear.ran=1>").await?;
        are_asked(&call, &sofia).await?;
        are_known(scene, &call, &sofia).await?;
        is_clean("sofia, popup", &sofia).await?;

        sofia.click("Claim").await?;
        sofia.offers("Coach").await?;
        for text in HOSTILE {
            is_done(
                &sofia,
                &call,
                Command::Supervise(SuperviseCommand::SendNote { text: text.to_owned() }),
            )
            .await?;
            call.agent.reads(&legible(text)).await?;
            call.agent.announces(&legible(text)).await?;
        }
        call.agent.click("Close").await?;
        call.agent.click("Yes").await?;
        call.agent.click("Help Request").await?;
        let options: Vec<String> = call.agent.value("ear.options('Reason')", Value::Null).await?;
        assert_eq!(options, HOSTILE.map(legible));
        is_clean("ana", &call.agent).await?;
        is_clean("sofia", &sofia).await?;
        is_clean("the customer", &call.customer).await
    })
    .await
}
