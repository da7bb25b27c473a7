//! The server from its sockets inwards: real sockets, real media, a real record, no browser.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm)]

mod api;
mod api_lists;
mod api_requests;
mod api_roles;
mod api_schema;
mod api_stream;
#[path = "../../../media/tests/media/browser.rs"]
#[expect(dead_code, reason = "the tests of the media plane use the rest of it")]
mod browser;
mod calling;
mod client;
mod clocks;
mod colleagues;
mod commands;
mod connections;
mod door;
mod fault;
mod heard;
mod help;
mod help_record;
mod hostile;
mod idle;
mod log;
mod openings;
mod pace;
mod pages;
mod past;
mod port;
mod presence;
mod races;
mod reload;
mod resume;
mod server;
mod serving;
mod shift;
mod sign_in;
mod sound_check;
#[path = "../../../core/tests/it/roles/table.rs"]
mod table;
#[path = "../../../media/tests/media/talker.rs"]
mod talker;
mod voice;
mod wall;
