//! One table of the file, asked key by key: what was not asked for is unknown, and every problem
//! is noted with its line instead of ending the reading.

use std::{fmt::Display, ops::RangeInclusive, str::FromStr};

use backline_core::{terms::Since, time::Millis};
use serde::de::{DeserializeOwned, IntoDeserializer, value::Error};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{ConfigProblem, duration};

/// The problems found so far, and the text that tells their lines.
pub(super) struct Notes<'f> {
    text: &'f str,
    pub(super) problems: Vec<ConfigProblem>,
}

/// A table, what it is called, and what was asked for.
pub(super) struct Section<'f> {
    table: &'f DeTable<'f>,
    name: String,
    start: usize,
    asked: Vec<&'static str>,
}

impl<'f> Notes<'f> {
    pub(super) const fn new(text: &'f str) -> Self {
        Self { text, problems: Vec::new() }
    }

    /// Notes a problem at a byte of the file.
    pub(super) fn add(&mut self, at: usize, text: impl Into<String>) {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        self.problems.push(ConfigProblem { line: Some(line), text: text.into() });
    }
}

impl<'f> Section<'f> {
    pub(super) const fn new(table: &'f DeTable<'f>, name: String, start: usize) -> Self {
        Self { table, name, start, asked: Vec::new() }
    }

    /// Where it begins, for problems about what is missing.
    pub(super) const fn start(&self) -> usize {
        self.start
    }

    /// Whether something stands behind a key.
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    fn value(&mut self, key: &'static str) -> Option<&'f Spanned<DeValue<'f>>> {
        self.asked.push(key);
        self.table.get(key)
    }

    /// A text, with its place.
    pub(super) fn text(
        &mut self,
        notes: &mut Notes<'_>,
        key: &'static str,
    ) -> Option<(usize, &'f str)> {
        let value = self.value(key)?;
        let text = value.get_ref().as_str();
        if text.is_none() {
            notes.add(value.span().start, format!("{key} is a text: write {key} = \"…\"."));
        }
        Some((value.span().start, text?))
    }

    /// A text that is read as something; the error says what may be written.
    pub(super) fn read<T>(
        &mut self,
        notes: &mut Notes<'_>,
        key: &'static str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        let (at, text) = self.text(notes, key)?;
        let wrong = |remedy| notes.add(at, format!("{key} = {text:?} cannot be used. {remedy}"));
        read(text).map_err(wrong).ok()
    }

    /// One of the protocol's words; an unknown one is answered with those that there are.
    pub(super) fn word<T: DeserializeOwned>(
        &mut self,
        notes: &mut Notes<'_>,
        key: &'static str,
    ) -> Option<T> {
        let (at, text) = self.text(notes, key)?;
        word(text).map_err(|error| notes.add(at, format!("{key}: {error}."))).ok()
    }

    /// A list of the protocol's words.
    pub(super) fn words<T: DeserializeOwned>(
        &mut self,
        notes: &mut Notes<'_>,
        key: &'static str,
    ) -> Vec<T> {
        let mut read = Vec::new();
        for (at, text) in self.texts(notes, key) {
            match word(text) {
                Ok(word) => read.push(word),
                Err(error) => notes.add(at, format!("{key}: {error}.")),
            }
        }
        read
    }

    /// A text that has to be there and is read as something whose errors say what to do.
    pub(super) fn required<T: FromStr<Err: Display>>(
        &mut self,
        notes: &mut Notes<'_>,
        key: &'static str,
    ) -> Option<T> {
        let Some((at, text)) = self.text(notes, key) else {
            if !self.table.contains_key(key) {
                notes.add(self.start, format!("{} needs {key} = \"…\".", self.name));
            }
            return None;
        };
        text.parse().map_err(|error: T::Err| notes.add(at, format!("{key}: {error}."))).ok()
    }

    /// A whole number within bounds.
    pub(super) fn number(
        &mut self,
        notes: &mut Notes<'_>,
        key: &'static str,
        allowed: RangeInclusive<u32>,
    ) -> Option<u32> {
        let value = self.value(key)?;
        let integer = value.get_ref().as_integer();
        let number = integer
            .and_then(|it| u32::from_str_radix(it.as_str(), it.radix()).ok())
            .filter(|number| allowed.contains(number));
        if number.is_none() {
            let (least, most) = allowed.into_inner();
            let rule = format!("{key} is a whole number from {least} to {most}.");
            notes.add(value.span().start, rule);
        }
        number
    }

    /// An instant, in seconds since 1970.
    pub(super) fn unix(&mut self, notes: &mut Notes<'_>, key: &'static str) -> Option<Since> {
        let value = self.value(key)?;
        let integer = value.get_ref().as_integer();
        let seconds = integer.and_then(|it| u64::from_str_radix(it.as_str(), it.radix()).ok());
        let at = value.span().start;
        match seconds.map(|seconds| Since::Unix(seconds).in_seconds()) {
            Some(Ok(since)) => return Some(since),
            Some(Err(error)) => notes.add(at, format!("{key} = {error}")),
            None => notes.add(at, format!("{key} is a whole number of seconds since 1970.")),
        }
        None
    }

    /// true or false.
    pub(super) fn flag(&mut self, notes: &mut Notes<'_>, key: &'static str) -> Option<bool> {
        let value = self.value(key)?;
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            notes.add(value.span().start, format!("{key} is true or false, without quotes."));
        }
        flag
    }

    /// A span of time.
    pub(super) fn span(
        &mut self,
        notes: &mut Notes<'_>,
        key: &'static str,
        allowed: RangeInclusive<Millis>,
    ) -> Option<Millis> {
        let value = self.value(key)?;
        let span = match value.get_ref() {
            DeValue::String(text) => duration::parse(text),
            DeValue::Integer(seconds) => duration::parse(seconds.as_str()),
            DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_)
            | DeValue::Table(_) => None,
        };
        let span = span.filter(|span| allowed.contains(span));
        if span.is_none() {
            let (least, most) = allowed.into_inner();
            let rule = format!(
                "{key} is a span of time from {} ms to {} s: write \"10s\", \"1m30s\", \"500ms\", \"PT10S\" or a number of seconds.",
                least.0,
                most.0 / 1000
            );
            notes.add(value.span().start, rule);
        }
        span
    }

    /// A list of texts, each with its place.
    pub(super) fn texts(
        &mut self,
        notes: &mut Notes<'_>,
        key: &'static str,
    ) -> Vec<(usize, &'f str)> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let items = value.get_ref().as_array().map(|array| array.iter());
        let texts: Option<Vec<_>> = items.and_then(|items| {
            items.map(|item| Some((item.span().start, item.get_ref().as_str()?))).collect()
        });
        if texts.is_none() {
            notes.add(value.span().start, format!("{key} is a list of texts: [\"…\", \"…\"]."));
        }
        texts.unwrap_or_default()
    }

    /// A text or a list of texts, each with its place.
    pub(super) fn text_or_texts(
        &mut self,
        notes: &mut Notes<'_>,
        key: &'static str,
    ) -> Vec<(usize, &'f str)> {
        if self.table.get(key).is_some_and(|value| value.get_ref().as_array().is_some()) {
            self.texts(notes, key)
        } else {
            self.text(notes, key).into_iter().collect()
        }
    }

    /// The table under `[key]`.
    pub(super) fn section(&mut self, notes: &mut Notes<'_>, key: &'static str) -> Option<Self> {
        let value = self.value(key)?;
        let table = value.get_ref().as_table();
        if table.is_none() {
            notes.add(value.span().start, format!("{key} is a table: write [{key}]."));
        }
        Some(Self::new(table?, format!("[{key}]"), value.span().start))
    }

    /// The tables under `[[key]]`.
    pub(super) fn sections(&mut self, notes: &mut Notes<'_>, key: &'static str) -> Vec<Self> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let items = value.get_ref().as_array().map(|array| array.iter());
        let tables: Option<Vec<Self>> = items.and_then(|items| {
            let one = |item: &'f Spanned<DeValue<'f>>| {
                let table = item.get_ref().as_table()?;
                Some(Self::new(table, format!("[[{key}]]"), item.span().start))
            };
            items.map(one).collect()
        });
        if tables.is_none() {
            notes.add(value.span().start, format!("{key} is a list of tables: write [[{key}]]."));
        }
        tables.unwrap_or_default()
    }

    /// Notes every key that nobody asked for.
    pub(super) fn finish(self, notes: &mut Notes<'_>) {
        for key in self.table.keys() {
            let name = key.get_ref().as_ref();
            if !self.asked.contains(&name) {
                let allowed: Vec<_> = self.asked.iter().map(|key| as_key(key)).collect();
                let rule = format!(
                    "{} is not a key of {}. It may have: {}.",
                    as_key(name),
                    self.name,
                    allowed.join(", ")
                );
                notes.add(key.span().start, rule);
            }
        }
    }
}

fn word<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    T::deserialize(IntoDeserializer::<Error>::into_deserializer(text))
}

/// A key as one writes it: in quotes where it has more than letters, digits, `_` and `-`.
fn as_key(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if key.chars().all(bare) { key.to_owned() } else { format!("'{key}'") }
}
