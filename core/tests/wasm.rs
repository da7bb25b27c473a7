//! The core in a browser: the kept logs fold to the same bytes as natively.
#![cfg(target_arch = "wasm32")]

#[path = "it/kept.rs"]
mod kept;

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn a_thousand_kept_logs_fold_in_a_browser_to_what_is_kept_with_them() {
    let logs = kept::logs();
    assert_eq!(logs.len(), 1000);
    for (number, (log, wanted)) in logs.iter().zip(kept::DIGESTS.lines()).enumerate() {
        assert_eq!(kept::digest(log), wanted, "log {number}");
    }
    assert_eq!(kept::DIGESTS.lines().count(), logs.len());
}
