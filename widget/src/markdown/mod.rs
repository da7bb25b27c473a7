//! Markdown that strangers wrote, shown without ever becoming HTML.
//!
//! A text is read into nodes of a short list (`read`), and each node is drawn by one element of
//! another short list (`view`). What is on neither stays the text that it was: HTML shows its
//! angle brackets, a picture its words, a link to anywhere but the web, mail or a telephone its
//! label.

mod address;
mod read;
#[cfg(test)]
mod tests;
mod view;

pub use view::Markdown;
