//! Spans of time as people write them: `10s`, `1m30s`, `500ms`, `PT10S`, or a bare number of
//! seconds.

use backline_core::time::Millis;

/// The span that `text` says; `None` when it says none. Units go from great to small, each once.
pub(super) fn parse(text: &str) -> Option<Millis> {
    let lower = text.trim().to_ascii_lowercase();
    if let Ok(seconds) = lower.parse::<u32>() {
        return Some(Millis::seconds(seconds.into()));
    }
    // An ISO 8601 duration of hours, minutes and seconds is the same with two letters before it.
    let mut rest = lower.strip_prefix("pt").unwrap_or(&lower);
    let mut total = 0_u64;
    let mut smallest = u64::MAX;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let (count, after) = rest.split_at(digits);
        let letters = after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len());
        let (unit, after) = after.split_at(letters);
        let unit = match unit {
            "h" => 3_600_000,
            "m" => 60_000,
            "s" => 1000,
            "ms" => 1,
            _ => return None,
        };
        if unit >= smallest {
            return None;
        }
        smallest = unit;
        total = total.checked_add(count.parse::<u64>().ok()?.checked_mul(unit)?)?;
        rest = after;
    }
    (smallest != u64::MAX).then_some(Millis(total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_read_in_each_of_its_spellings_and_nothing_else_is() {
        for (text, millis) in [
            ("10s", 10_000),
            ("1m30s", 90_000),
            ("PT10S", 10_000),
            ("pt1h2m3s", 3_723_000),
            ("500ms", 500),
            ("1s500ms", 1500),
            ("20", 20_000),
            ("0s", 0),
            (" 2h ", 7_200_000),
        ] {
            assert_eq!(parse(text), Some(Millis(millis)), "{text}");
        }
        for text in [
            "",
            "pt",
            "s",
            "10x",
            "10s10s",
            "30s1m",
            "1.5s",
            "-1s",
            "10 s",
            "1d",
            "p1d",
            "ten",
            "99999999999999999999s",
            "18446744073709551615h",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
