//! Markdown into nodes: which of them there are is the first list of what is allowed.
//!
//! CommonMark without extensions. A pure function of the text; it knows no browser.

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Parser, Tag};

use super::address::LinkTarget;

/// Elements inside elements beyond this are left out, their text stays: a text of brackets alone
/// must not exhaust the stack of whoever draws it.
const DEEPEST: usize = 12;

/// What a text is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// Text, to be shown to the letter.
    Text(String),
    /// A new line.
    Break,
    /// A line across.
    Rule,
    /// Something around others.
    Around(Kind, Vec<Self>),
}

/// What there is around others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Paragraph,
    /// Of whatever level: a text within a page does not get a say in the page's headings.
    Heading,
    Quote,
    List,
    /// Its first number.
    Numbered(u64),
    Item,
    /// Lines of code.
    Listing,
    /// Code within a line.
    Code,
    Emphasis,
    Strong,
    Link(LinkTarget),
}

/// Reads a text.
pub(super) fn read(text: &str) -> Vec<Node> {
    let mut stack = Stack { top: Vec::new(), open: Vec::new() };
    for event in Parser::new(text) {
        match event {
            Event::Start(tag) => stack.open(kind(tag)),
            Event::End(_) => stack.close(),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => stack.text(&text),
            Event::Code(text) => {
                stack.add(Node::Around(Kind::Code, vec![Node::Text(text.to_string())]));
            }
            Event::SoftBreak => stack.text(" "),
            Event::HardBreak => stack.add(Node::Break),
            Event::Rule => stack.add(Node::Rule),
            // Each belongs to an extension that is off.
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => {
                stack.text(&text);
            }
            Event::TaskListMarker(_) => {}
        }
    }
    stack.top
}

/// What a tag becomes; nothing when only what is inside it stays.
fn kind(tag: Tag<'_>) -> Option<Kind> {
    match tag {
        Tag::Paragraph | Tag::HtmlBlock => Some(Kind::Paragraph),
        Tag::Heading { .. } => Some(Kind::Heading),
        Tag::BlockQuote(_) => Some(Kind::Quote),
        Tag::CodeBlock(CodeBlockKind::Indented | CodeBlockKind::Fenced(_)) => Some(Kind::Listing),
        Tag::List(None) => Some(Kind::List),
        Tag::List(Some(first)) => Some(Kind::Numbered(first)),
        Tag::Item => Some(Kind::Item),
        Tag::Emphasis => Some(Kind::Emphasis),
        Tag::Strong => Some(Kind::Strong),
        Tag::Link { link_type: LinkType::Email, dest_url, .. } => {
            LinkTarget::allowed(&["mailto:", &dest_url].concat()).map(Kind::Link)
        }
        Tag::Link { dest_url, .. } => LinkTarget::allowed(&dest_url).map(Kind::Link),
        // A picture would be fetched from wherever its author likes; its words stay.
        Tag::Image { .. } => None,
        // Each belongs to an extension that is off.
        Tag::FootnoteDefinition(_)
        | Tag::DefinitionList
        | Tag::DefinitionListTitle
        | Tag::DefinitionListDefinition
        | Tag::Table(_)
        | Tag::TableHead
        | Tag::TableRow
        | Tag::TableCell
        | Tag::Strikethrough
        | Tag::Superscript
        | Tag::Subscript
        | Tag::MetadataBlock(_) => None,
    }
}

/// What is being read: finished nodes, and the elements that are open.
struct Stack {
    top: Vec<Node>,
    open: Vec<(Option<Kind>, Vec<Node>)>,
}

impl Stack {
    fn open(&mut self, kind: Option<Kind>) {
        let depth = self.open.iter().filter(|(kind, _)| kind.is_some()).count();
        self.open.push((kind.filter(|_| depth < DEEPEST), Vec::new()));
    }

    fn close(&mut self) {
        match self.open.pop() {
            Some((Some(kind), inside)) => self.add(Node::Around(kind, inside)),
            Some((None, inside)) => inside.into_iter().for_each(|node| self.add(node)),
            None => {}
        }
    }

    fn text(&mut self, text: &str) {
        self.add(Node::Text(text.to_owned()));
    }

    /// Text that follows text is one text.
    fn add(&mut self, node: Node) {
        let place = self.place();
        if let (Some(Node::Text(before)), Node::Text(more)) = (place.last_mut(), &node) {
            before.push_str(more);
        } else {
            place.push(node);
        }
    }

    fn place(&mut self) -> &mut Vec<Node> {
        self.open.last_mut().map_or(&mut self.top, |(_, inside)| inside)
    }
}
