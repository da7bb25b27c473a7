//! How every page looks at every width, by day, by night and in forced colours: whole, and still. The
//! photographs are left in the folder `pictures` of what was built.

use std::path::{Path, PathBuf};

use anyhow::Result;
use backline_core::interaction::Action::{BargeIn, Coach};
use backline_tests::{Look, Page, Party, Scene, Voice};
use serde_json::Value;

const WIDTHS: [u32; 6] = [320, 420, 768, 1_024, 1_280, 1_920];

/// How high a window is.
const HEIGHT: u32 = 900;

/// No photograph is higher.
const HIGHEST: u32 = 6_000;

/// Each page that is there without a call: its name, its address, and what it reads once it is there.
const PAGES: [(&str, &str, &str); 10] = [
    ("start", "/", "Start the story"),
    ("missing", "/nothing-here", "There is no page at this address."),
    ("gallery", "/gallery", "Who hears whom"),
    ("sign-in", "/workspace", "Password"),
    ("panel", "/panel?raw=1&as=ana", "Ana Ribeiro"),
    ("workspace", "/workspace?raw=1&as=sofia", "No call is active."),
    ("elsewhere", "/workspace?raw=1&as=audrey", "This page is for supervisors."),
    ("call", "/call?raw=1&name=Carla&number=112", "You call as Carla."),
    ("call-fields", "/call?raw=1", "Your name (optional)"),
    ("guide", "/docs/operations", "verify-audit"),
];

/// Forty letters without a blank.
const LONG: &str = "Wolfeschlegelsteinhausenbergerdorffweltz";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("pictures")
}

/// Photographs a page in every look at every width, and says what is wrong with it.
async fn look(name: &str, page: &Page, widths: &[u32]) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for width in widths {
        page.resize(*width, HEIGHT).await?;
        let found = page.faults().await?.into_iter();
        faults.extend(found.map(|fault| format!("{name}, {width}: {fault}")));
        let high = "Math.max(innerHeight, document.documentElement.scrollHeight)";
        let high: u32 = page.value(high, Value::Null).await?;
        page.resize(*width, high.min(HIGHEST)).await?;
        for look in Look::ALL {
            page.looks(look).await?;
            page.photographs(&folder(), &format!("{name}-{width}-{}", look.word())).await?;
        }
        page.looks(Look::Light).await?;
    }
    Ok(faults)
}

///
#[tokio::test]
async fn every_page_is_whole_and_still_at_every_width_in_every_look() -> Result<()> {
    Scene::play(async |scene| {
        let page = Party::open(&scene.driver, &scene.server, Voice::Sofia, "/").await?;
        page.doubles(Page::watch_moves()).await?;
        let mut faults = Vec::new();
        for (name, path, text) in PAGES {
            page.resize(1_280, HEIGHT).await?;
            page.goto(&scene.server.at(path)).await?;
            page.reads(text).await?;
            let moved = page.moved().await?.into_iter();
            faults.extend(moved.map(|moved| format!("{name}: has moved: {moved}")));
            faults.extend(look(name, &page, &WIDTHS).await?);
        }
        assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
        Ok(())
    })
    .await
}

///
#[tokio::test]
async fn every_page_is_whole_while_somebody_with_a_long_name_is_on_the_line() -> Result<()> {
    Scene::play(async |scene| {
        let (customer, agent) = tokio::try_join!(scene.customer(LONG), scene.agent("ana"))?;
        let call = scene.connect(customer, agent).await?;
        let sofia = scene.supervisor_on_call("sofia", Voice::Sofia).await?;
        sofia.takes(Coach).await?;
        call.agent.reads("is coaching you").await?;
        let mut faults = look("panel-coached", &call.agent, &[320, 420]).await?;
        faults.extend(look("call-talking", &call.customer, &[320, 420]).await?);
        faults.extend(look("workspace-coaching", &sofia, &[320, 768, 1_280, 1_920]).await?);
        assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
        Ok(())
    })
    .await
}

///
#[tokio::test]
async fn the_story_is_whole_and_still_at_every_width_in_every_look_in_each_of_its_steps()
-> Result<()> {
    Scene::play(async |scene| {
        let page = Party::open(&scene.driver, &scene.server, Voice::Agent, "/?raw=1").await?;
        page.doubles(Page::watch_moves()).await?;
        page.reload().await?;
        page.click("Start the story").await?;
        page.reads("Choose a caller.").await?;
        page.enters("supervisor").await?;
        page.reads("No call is active.").await?;
        page.leaves_frames().await?;
        let mut faults = look("story", &page, &WIDTHS).await?;
        page.resize(1_280, HEIGHT).await?;
        page.click("Bring Amara").await?;
        page.enters("agent").await?;
        page.click("Answer").await?;
        page.submits("Policy or approval", "").await?;
        page.enters("supervisor").await?;
        page.click("Confirm").await?;
        page.takes(Coach).await?;
        page.leaves_frames().await?;
        page.reads("Only Ana hears Sofia").await?;
        let moved = page.moved().await?.into_iter();
        faults.extend(moved.map(|moved| format!("story: has moved: {moved}")));
        faults.extend(look("story-coached", &page, &[320, 768, 1_280, 1_920]).await?);
        assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
        Ok(())
    })
    .await
}

/// How large picture and letters of the panel are, and how far below the window its lowest control of the
/// call stands.
const SIZES: &str = "(() => {
    const box = (it) => it.getBoundingClientRect();
    const drawing = document.querySelector('.hearing-place .triangle');
    const drawn = box(drawing).height;
    const letters = [...drawing.querySelectorAll('.name')].map((it) =>
        parseFloat(getComputedStyle(it).fontSize) * drawn / drawing.viewBox.baseVal.height);
    const controls = [...document.querySelectorAll('.controls .button')]
        .filter((it) => it.checkVisibility()).map((it) => box(it).bottom);
    return [drawn, Math.min(...letters), Math.max(...controls) - innerHeight];
})()";

///
#[tokio::test]
async fn with_two_banners_the_panel_keeps_its_picture_and_its_controls_in_a_low_window()
-> Result<()> {
    Scene::play(async |scene| {
        let agent = scene.call().await?.agent;
        let sofia = scene.supervisor_on_call("sofia", Voice::Sofia).await?;
        let sam = scene.supervisor_on_call("sam", Voice::Sam).await?;
        sofia.takes(Coach).await?;
        sam.takes(BargeIn).await?;
        agent.reads("is coaching you").await?;
        let two = "document.querySelectorAll('.banner .on-the-call').length === 2";
        agent.until("two banners", two, Value::Null).await?;
        for (width, height) in [(320, 568), (360, 640)] {
            agent.resize(width, height).await?;
            let (drawn, letters, below): (f64, f64, f64) = agent.value(SIZES, Value::Null).await?;
            let name = format!("panel-two-banners-{width}");
            agent.photographs(&folder(), &name).await?;
            assert!(drawn >= 160.0 && letters >= 11.9, "{name}: {drawn}, {letters}");
            assert!(below <= 0.0, "{name}: controls {below} pixels below the window");
            assert_eq!(agent.faults().await?, Vec::<String>::new(), "{name}");
        }
        Ok(())
    })
    .await
}

///
#[tokio::test]
async fn what_is_cut_off_meets_is_outside_or_moves_is_found() -> Result<()> {
    Scene::play(async |scene| {
        let page = Party::open(&scene.driver, &scene.server, Voice::Sofia, "/gallery").await?;
        page.doubles(Page::watch_moves()).await?;
        page.reload().await?;
        page.reads("Who hears whom").await?;
        assert_eq!(page.faults().await?, Vec::<String>::new());
        assert_eq!(page.moved().await?, Vec::<String>::new());
        let spoil = "document.body.insertAdjacentHTML('afterbegin', `<div id=spoilt>
            <button>first</button><button class=second>second</button>
            <button class=far>far</button><button class=tiny>i</button>
            <p class=cut-short>a text that is too long for its place</p></div>`);
            const style = (all, properties) => document.querySelectorAll('#spoilt ' + all)
                .forEach((it) => Object.assign(it.style, properties));
            style('button', { position: 'absolute', top: '200px', left: '0', width: '90px', height: '40px' });
            style('.far', { left: '2000px' });
            style('.tiny', { top: '400px', width: '10px' });
            style('.cut-short', { width: '40px', overflow: 'hidden', whiteSpace: 'nowrap' });";
        page.value::<Value>(&format!("(() => {{ {spoil} }})()"), Value::Null).await?;
        let found = page.faults().await?.join("\n");
        for fault in ["first and second lie over", "far: out of the", "too small to be hit", "is cut off"] {
            assert!(found.contains(fault), "{fault} is not in:\n{found}");
        }
        let moved = page.moved().await?;
        assert!(!moved.is_empty(), "the page has moved");
        Ok(())
    })
    .await
}

/// How long what moves on a page takes, in milliseconds, each once, and what the lines of the picture do.
const MOTION: &str = "(() => {
    const times = [...document.querySelectorAll('*')].flatMap((it) => ['', '::before', '::after', '::backdrop']
        .map((part) => getComputedStyle(it, part || null))
        .flatMap(({ transitionDuration, animationDuration, animationName }) =>
            [...transitionDuration.split(','), ...(animationName === 'none' ? [] : animationDuration.split(','))]))
        .map((time) => Math.round(parseFloat(time) * 1000));
    const line = getComputedStyle(document.querySelector('.triangle .line')).animationName;
    return [[...new Set(times)].filter((time) => time > 0).sort((a, b) => a - b), line];
})()";

///
#[tokio::test]
async fn what_moves_explains_in_120_to_200_ms_and_not_at_all_for_who_asks_for_less() -> Result<()> {
    Scene::play(async |scene| {
        let page = Party::open(&scene.driver, &scene.server, Voice::Sofia, "/gallery").await?;
        page.reads("Who hears whom").await?;
        for (less, times) in [(false, vec![120, 140, 200]), (true, Vec::new())] {
            page.moves_less(less).await?;
            let moves: (Vec<u32>, String) = page.value(MOTION, Value::Null).await?;
            assert_eq!(moves, (times, "edge-draws".to_owned()), "less motion: {less}");
        }
        Ok(())
    })
    .await
}

///
#[tokio::test]
async fn the_edges_of_who_speaks_swell_by_what_their_page_measures_and_not_while_muted()
-> Result<()> {
    Scene::play(async |scene| {
        let agent = scene.call().await?.agent;
        let swells = "document.querySelector('.triangle[data-voice] [data-own]')";
        agent.until("an edge that swells", swells, Value::Null).await?;
        agent.click("Mute").await?;
        let rests = format!("!{swells} && document.querySelector('.triangle')");
        agent.until("no edge that swells", &rests, Value::Null).await
    })
    .await
}

///
#[tokio::test]
async fn the_face_is_the_servers_own_is_kept_for_good_and_is_used_by_every_page() -> Result<()> {
    Scene::play(async |scene| {
        let page = Party::open(&scene.driver, &scene.server, Voice::Sofia, "/").await?;
        page.reads("Start the story").await?;
        let loaded = "document.fonts.load('14px \"Inter Backline\"').then((faces) => faces.length)";
        assert_eq!(page.value::<usize>(loaded, Value::Null).await?, 1);
        let used = "getComputedStyle(document.body).fontFamily.split(',')[0]";
        assert_eq!(page.value::<String>(used, Value::Null).await?, "\"Inter Backline\"");
        let address = "performance.getEntriesByType('resource').map(({ name }) => name)
            .filter((name) => name.endsWith('.woff2'))";
        let addresses: Vec<String> = page.value(address, Value::Null).await?;
        let [address] = addresses.as_slice() else { panic!("one face: {addresses:?}") };
        assert!(address.starts_with(&scene.server.at("/assets/face/")), "{address}");
        let answer = reqwest::get(address).await?.error_for_status()?;
        assert_eq!(answer.headers()["content-type"], "font/woff2");
        assert_eq!(answer.headers()["cache-control"], "public, max-age=31536000, immutable");
        assert!(answer.bytes().await?.len() <= 50 * 1_024);
        let licence = reqwest::get(scene.server.at("/assets/face/LICENSE.txt")).await?;
        assert!(licence.error_for_status()?.text().await?.contains("SIL OPEN FONT LICENSE"));
        Ok(())
    })
    .await
}
