//! What may fire while a part of a page goes, or after it has gone, is handled by nobody then.

use super::{Breach, files::Files};

/// Events that come of themselves: with the removal of what they are about, or later than what led
/// to them.
const LATE: [&str; 13] = [
    "animationend",
    "blur",
    "cancel",
    "close",
    "focusout",
    "keyup",
    "lostpointercapture",
    "mouseup",
    "pointercancel",
    "pointerleave",
    "pointerup",
    "toggle",
    "transitionend",
];

const WRAPPED: &str = "while_here(";

pub(crate) fn breaches(files: &Files) -> Vec<Breach> {
    let mut found = Vec::new();
    for file in files.rust().filter(|file| file.path.starts_with("widget/")) {
        for (number, line) in file.text.lines().enumerate() {
            let late = LATE.iter().filter(|event| is_bare(line, event));
            found.extend(late.map(|event| {
                let rule = format!("`on:{event}` fires when its part of the page is gone: wrap its handler in `while_here`");
                Breach::new(&file.path, number + 1, rule)
            }));
        }
    }
    found
}

fn is_bare(line: &str, event: &str) -> bool {
    let handler = line.split_once(&format!("on:{event}=")).map(|(_, handler)| handler);
    handler.is_some_and(|handler| !handler.starts_with(WRAPPED))
}

///
#[test]
fn a_handler_that_outlives_its_part_of_the_page_is_found() {
    let bare = "<button on:blur=move |_| lost()>\n<p on:click=go>";
    let wrapped = "<button on:blur=while_here(move |_| lost())>";
    let files = [("widget/src/a.rs", bare), ("widget/src/b.rs", wrapped), ("core/src/c.rs", bare)];
    let found = breaches(&Files::made_up(&files));
    let places: Vec<_> = found.iter().map(|it| it.place.as_str()).collect();
    assert_eq!(places, ["widget/src/a.rs:1"]);
}
