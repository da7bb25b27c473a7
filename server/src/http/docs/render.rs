//! A guide's Markdown as HTML: the few things that guides are written with. What is on no list here
//! stays out, and every text is escaped.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "of all that Markdown has, guides are written with little, and the rest adds nothing"
)]

use std::fmt::Write as _;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::http::escaped;

/// The guide as HTML; `is_served` says at which addresses of this server another one is.
pub(super) fn html(text: &str, is_served: impl Fn(&str) -> bool) -> String {
    let mut page =
        GuidePage { html: String::new(), heading: None, in_head: false, links: Vec::new() };
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        page.take(event, &is_served);
    }
    page.html
}

struct GuidePage {
    html: String,
    /// Where in `html` the heading begins that is being read, and its text so far.
    heading: Option<(usize, String)>,
    in_head: bool,
    /// Of each link that is open, whether it is one here.
    links: Vec<bool>,
}

impl GuidePage {
    fn take(&mut self, event: Event<'_>, is_served: impl Fn(&str) -> bool) {
        match event {
            Event::Start(tag) => self.open(tag, is_served),
            Event::End(tag) => self.close(tag),
            Event::Text(text) => self.say(&text),
            Event::Code(text) => {
                self.html.push_str("<code>");
                self.say(&text);
                self.html.push_str("</code>");
            }
            Event::SoftBreak => self.html.push('\n'),
            Event::HardBreak => self.html.push_str("<br>"),
            Event::Rule => self.html.push_str("<hr>"),
            // Guides have none of these.
            Event::Html(_)
            | Event::InlineHtml(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => {}
        }
    }

    fn say(&mut self, text: &str) {
        if let Some((_, heading)) = &mut self.heading {
            heading.push_str(text);
        }
        self.html.push_str(&escaped(text));
    }

    fn open(&mut self, tag: Tag<'_>, is_served: impl Fn(&str) -> bool) {
        match tag {
            Tag::Heading { .. } => self.heading = Some((self.html.len(), String::new())),
            Tag::Link { dest_url, .. } => {
                let address = address(&dest_url, is_served);
                self.links.push(address.is_some());
                if let Some(address) = address {
                    let _ = write!(self.html, "<a href=\"{}\">", escaped(&address));
                }
            }
            Tag::TableHead => {
                self.in_head = true;
                self.html.push_str("<thead><tr>");
            }
            Tag::TableCell => {
                self.html.push_str(if self.in_head { "<th scope=col>" } else { "<td>" })
            }
            // What is wider than the page is scrolled, by keyboard as well.
            Tag::Table(_) => {
                self.html
                    .push_str("<div class=wide tabindex=0 role=group aria-label=Table><table>");
            }
            Tag::CodeBlock(_) => self.html.push_str("<pre tabindex=0><code>"),
            Tag::List(Some(first)) => {
                let _ = write!(self.html, "<ol start={first}>");
            }
            other => self.html.push_str(plain(&other.to_end()).0),
        }
    }

    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) => {
                let Some((begin, text)) = self.heading.take() else { return };
                let level = if level == HeadingLevel::H1 { "h1" } else { "h2" };
                let inside = self.html.split_off(begin);
                let name = name(&text);
                let _ = writeln!(self.html, "<{level} id=\"{name}\">{inside}</{level}>");
            }
            TagEnd::Link => {
                if self.links.pop() == Some(true) {
                    self.html.push_str("</a>");
                }
            }
            TagEnd::TableHead => {
                self.in_head = false;
                self.html.push_str("</tr></thead>");
            }
            TagEnd::TableCell => self.html.push_str(if self.in_head { "</th>" } else { "</td>" }),
            TagEnd::Table => self.html.push_str("</table></div>\n"),
            TagEnd::CodeBlock => self.html.push_str("</code></pre>\n"),
            TagEnd::List(true) => self.html.push_str("</ol>\n"),
            other => self.html.push_str(plain(&other).1),
        }
    }
}

/// What begins and ends a part that is one element without anything to say of it.
const fn plain(tag: &TagEnd) -> (&'static str, &'static str) {
    match tag {
        TagEnd::Paragraph => ("<p>", "</p>\n"),
        TagEnd::BlockQuote(_) => ("<blockquote>", "</blockquote>\n"),
        TagEnd::List(false) => ("<ul>", "</ul>\n"),
        TagEnd::Item => ("<li>", "</li>\n"),
        TagEnd::TableRow => ("<tr>", "</tr>\n"),
        TagEnd::Emphasis => ("<em>", "</em>"),
        TagEnd::Strong => ("<strong>", "</strong>"),
        _ => ("", ""),
    }
}

/// Where a link of a guide leads: to a part of it, to another guide that is served, or to the web. What
/// is only in a checkout of the source has no address here.
fn address(link: &str, is_served: impl Fn(&str) -> bool) -> Option<String> {
    if link.starts_with('#') || link.starts_with("https://") {
        return Some(link.to_owned());
    }
    let (file, part) = link.split_once('#').unwrap_or((link, ""));
    let page = format!("/docs/{}", file.strip_suffix(".md")?);
    let mark = if part.is_empty() { "" } else { "#" };
    is_served(&page).then(|| format!("{page}{mark}{part}"))
}

/// The name of a heading, by which links lead to it.
fn name(heading: &str) -> String {
    let plain = |letter: char| match letter {
        ' ' => Some('-'),
        letter if letter.is_alphanumeric() || letter == '-' => Some(letter.to_ascii_lowercase()),
        _ => None,
    };
    heading.chars().filter_map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        html(text, |address| address == "/docs/api").replace('\n', "")
    }

    /// covers: R-605
    #[test]
    fn what_guides_are_written_with_becomes_elements_and_all_else_stays_text() {
        assert_eq!(
            shown("# The `API`, now"),
            "<h1 id=\"the-api-now\">The <code>API</code>, now</h1>"
        );
        assert_eq!(
            shown("a **b** *c*\n\n- d\n"),
            "<p>a <strong>b</strong> <em>c</em></p><ul><li>d</li></ul>"
        );
        assert_eq!(shown("2. a\n"), "<ol start=2><li>a</li></ol>");
        assert_eq!(
            shown("|a|b|\n|---|---|\n|c|<d>|\n"),
            "<div class=wide tabindex=0 role=group aria-label=Table><table><thead><tr><th scope=col>a</th><th scope=col>b</th></tr></thead><tr><td>c</td><td></td></tr></table></div>"
        );
        assert_eq!(
            shown("```sh\na < \"b\"\n```"),
            "<pre tabindex=0><code>a &lt; &quot;b&quot;</code></pre>"
        );
        assert_eq!(shown("<script>x</script>\n"), "");
    }

    /// covers: R-605
    #[test]
    fn a_link_leads_to_what_is_served_and_a_word_stays_of_what_is_not() {
        assert_eq!(shown("[a](api.md#b)"), "<p><a href=\"/docs/api#b\">a</a></p>");
        assert_eq!(shown("[a](#b)"), "<p><a href=\"#b\">a</a></p>");
        assert_eq!(shown("[a](backline.toml) [b](protocol.md)"), "<p>a b</p>");
        assert_eq!(shown("[a](javascript:b.md)"), "<p>a</p>");
    }
}
