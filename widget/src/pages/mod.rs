//! The pages: each puts features together, and decides nothing.

pub mod call;
pub mod gallery;
pub mod landing;
pub mod panel;
pub mod workspace;

#[cfg(test)]
mod tests;
