//! What the browser calls an error on the pages of one party: read off the events of its tabs, which
//! name the tab, unlike the log of a process in which others play as well.

use serde_json::Value;

/// The methods whose events a tab has to send.
pub(crate) const SOURCES: [&str; 2] = ["Log.enable", "Runtime.enable"];

/// The event in which Firefox tells the same.
pub(crate) const BIDI: &str = "log.entryAdded";

/// The error that an event tells of, if it does: a failed load, a breach of the page's policy, what
/// was thrown and not caught, or what the page itself called an error.
pub(crate) fn error(event: &Value) -> Option<String> {
    let about = &event["params"];
    match event["method"].as_str()? {
        "Log.entryAdded" => {
            let entry = &about["entry"];
            (entry["level"] == "error").then(|| told([&entry["url"], &entry["text"]]))
        }
        "Runtime.exceptionThrown" => {
            let thrown = &about["exceptionDetails"];
            let what = &thrown["exception"];
            Some(told([&thrown["url"], &thrown["text"], &what["description"], &what["value"]]))
        }
        "Runtime.consoleAPICalled" => {
            let words = about["args"].as_array()?.iter();
            let words = words.flat_map(|word| [&word["value"], &word["description"]]);
            let is_error = about["type"] == "error" || about["type"] == "assert";
            is_error.then(|| told(words))
        }
        BIDI => (about["level"] == "error").then(|| told([&about["type"], &about["text"]])),
        "Inspector.targetCrashed" => Some("the page has crashed".to_owned()),
        _ => None,
    }
}

/// Whether a tab tells of a program that has broken: of what was thrown and not caught, of what the
/// page itself called an error, as a panic is, of a breach of its policy, or of a crash. That a load
/// fails is the network's.
pub(crate) fn is_break(event: &Value) -> bool {
    let load =
        event["method"] == "Log.entryAdded" && event["params"]["entry"]["source"] != "security";
    !load && error(event).is_some()
}

/// What a tab says of a load ahead that was for nothing.
pub(crate) fn waste(event: &Value) -> Option<String> {
    let text = event["params"]["entry"]["text"].as_str()?;
    text.contains("preload").then(|| text.to_owned())
}

/// Those of the words that are there.
fn told<'w>(words: impl IntoIterator<Item = &'w Value>) -> String {
    let word = |word: &Value| match word {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            Some(word.to_string())
        }
    };
    words.into_iter().filter_map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_error_is_told_and_a_warning_is_not() {
        let entry = |level: &str| {
            let entry = json!({ "level": level, "url": "http://localhost/x", "text": "404" });
            error(&json!({ "method": "Log.entryAdded", "params": { "entry": entry } }))
        };
        assert_eq!(entry("error"), Some("http://localhost/x 404".to_owned()));
        assert_eq!(entry("warning"), None);
        let said = |kind: &str| {
            let said = json!({ "type": kind, "args": [{ "value": "no" }, { "value": 7 }] });
            error(&json!({ "method": "Runtime.consoleAPICalled", "params": said }))
        };
        assert_eq!(said("error"), Some("no 7".to_owned()));
        assert_eq!(said("log"), None);
        let firefox = |level: &str| {
            let said = json!({ "type": "javascript", "level": level, "text": "Error: no" });
            error(&json!({ "method": BIDI, "params": said }))
        };
        assert_eq!(firefox("error"), Some("javascript Error: no".to_owned()));
        assert_eq!(firefox("warn"), None);
    }

    ///
    #[test]
    fn a_program_breaks_by_what_it_throws_or_calls_an_error_and_not_by_a_load_that_fails() {
        let thrown = json!({ "exceptionDetails": { "text": "Uncaught" } });
        let event = |method: &str, params: Value| json!({ "method": method, "params": params });
        assert!(is_break(&event("Runtime.exceptionThrown", thrown)));
        let panics = json!({ "type": "error", "args": [{ "value": "panicked at" }] });
        assert!(is_break(&event("Runtime.consoleAPICalled", panics)));
        assert!(is_break(&event("Inspector.targetCrashed", Value::Null)));
        let entry = |source: &str| json!({ "entry": { "level": "error", "source": source } });
        assert!(!is_break(&event("Log.entryAdded", entry("network"))));
        assert!(is_break(&event("Log.entryAdded", entry("security"))));
        assert!(is_break(&event(BIDI, json!({ "type": "javascript", "level": "error" }))));
        let warns = json!({ "type": "warning", "args": [{ "value": "slow" }] });
        assert!(!is_break(&event("Runtime.consoleAPICalled", warns)));
    }

    #[test]
    fn what_was_loaded_ahead_for_nothing_is_told() {
        let said = |text: &str| {
            waste(&json!({ "method": "Log.entryAdded", "params": { "entry": { "text": text } } }))
        };
        let warned = "The resource /x was preloaded using link preload but not used";
        assert_eq!(said(warned), Some(warned.to_owned()));
        assert_eq!(said("404"), None);
    }
}
