//! Nodes into elements: the second list of what is allowed. Text is always a text node.

use leptos::prelude::*;

use super::read::{Kind, Node, read};

/// A text of somebody's, with the Markdown in it.
#[component]
pub fn Markdown(
    /// The text.
    text: String,
) -> impl IntoView {
    view! { <div class="markdown">{draw(read(&text))}</div> }
}

fn draw(nodes: Vec<Node>) -> Vec<AnyView> {
    nodes.into_iter().map(drawn).collect()
}

fn drawn(node: Node) -> AnyView {
    match node {
        Node::Text(text) => text.into_any(),
        Node::Break => view! { <br /> }.into_any(),
        Node::Rule => view! { <hr /> }.into_any(),
        Node::Around(kind, inside) => around(kind, draw(inside)),
    }
}

fn around(kind: Kind, inside: Vec<AnyView>) -> AnyView {
    match kind {
        Kind::Paragraph => view! { <p>{inside}</p> }.into_any(),
        Kind::Heading => view! { <p><strong>{inside}</strong></p> }.into_any(),
        Kind::Quote => view! { <blockquote>{inside}</blockquote> }.into_any(),
        Kind::List => view! { <ul>{inside}</ul> }.into_any(),
        Kind::Numbered(first) => view! { <ol start=first.to_string()>{inside}</ol> }.into_any(),
        Kind::Item => view! { <li>{inside}</li> }.into_any(),
        Kind::Listing => view! { <pre tabindex="0"><code>{inside}</code></pre> }.into_any(),
        Kind::Code => view! { <code>{inside}</code> }.into_any(),
        Kind::Emphasis => view! { <em>{inside}</em> }.into_any(),
        Kind::Strong => view! { <strong>{inside}</strong> }.into_any(),
        Kind::Link(address) => view! {
            <a
                href=address.as_str().to_owned()
                title=address.as_str().to_owned()
                target="_blank"
                rel="noopener noreferrer"
            >
                {inside}
            </a>
        }
        .into_any(),
    }
}
