//! The server's log: ids only. Names, numbers, descriptions of sessions and tokens never reach a
//! line, whatever level is asked for.
//!
//! What libraries say is theirs to word, and at their finer levels it holds what goes through them:
//! of them only errors are let through.

use std::panic;

use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::{
    EnvFilter, Layer,
    filter::filter_fn,
    fmt::{self, MakeWriter},
    layer::SubscriberExt as _,
};

use crate::config::LogFormat;

/// What is logged when nothing else is asked for.
pub const USUAL: &str = "warn,backline_server=info";

/// A log of what `filter` lets through and may be told, written to `writer`.
pub fn to<W>(writer: W, format: LogFormat, filter: EnvFilter) -> impl Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let lines = fmt::layer().with_writer(writer);
    let lines = match format {
        LogFormat::Human => lines.boxed(),
        LogFormat::Json => lines.json().boxed(),
    };
    tracing_subscriber::registry().with(lines.with_filter(filter_fn(may_be_told))).with(filter)
}

/// Makes a panic a line of the log as any other: where it was, and what it says where that is part of
/// the program's own text. What was put into the text may be anybody's.
pub fn take_panics() {
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let says = panic.payload().downcast_ref::<&'static str>().copied().unwrap_or_default();
        tracing::error!(place, says, "a fault of the program");
    }));
}

fn may_be_told(what: &Metadata<'_>) -> bool {
    what.target().starts_with("backline") || *what.level() == Level::ERROR
}
