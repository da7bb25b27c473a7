//! Decisions and facts a second, as WebAssembly in Chromium: `cargo xtask bench wasm`.
#![cfg(target_arch = "wasm32")]

mod work;

use wasm_bindgen_test::{Criterion, console_log, wasm_bindgen_bench, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_bench]
fn decisions_a_second_in_a_browser(_: &mut Criterion) {
    for line in work::measured(js_sys::Date::now) {
        console_log!("{line}");
    }
}
