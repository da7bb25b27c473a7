//! Lengths in a drawing, as text.
//!
//! The standard library prints a fraction exactly, with tables and arithmetic that are more than
//! all that draws the triangle; nobody sees more than a hundredth. What is drawn is not known here.

/// A length to a hundredth.
pub(crate) fn units(length: f32) -> String {
    let hundredths = (length * 100.0 + 0.5).floor() as i32;
    let sign = if hundredths < 0 { "-" } else { "" };
    let (whole, rest) = (hundredths.unsigned_abs() / 100, hundredths.unsigned_abs() % 100);
    if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_length_is_written_to_a_hundredth() {
        let lengths = [288.0, 10.666_667, 2.5, 0.05, -0.25, -12.0, 0.0];
        let written = ["288", "10.67", "2.50", "0.05", "-0.25", "-12", "0"];
        assert_eq!(lengths.map(units), written);
    }
}
