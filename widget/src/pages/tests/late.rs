//! What comes late, and what nothing has caught: in the browser's hands, which `late.js` takes.

use std::{cell::RefCell, panic};

use js_sys::{Array, Function, Promise, Reflect};
use leptos::wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Element;

thread_local!(static PANICS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) });

/// The test's hold on the browser; let go of when dropped.
pub(super) struct Late(JsValue);

impl Late {
    /// From here on nothing comes by itself, and what is thrown is kept. A panic is thrown as well, and
    /// kept with its words.
    pub(super) fn begin() -> Self {
        let late = Self(js_sys::eval(include_str!("late.js")).unwrap());
        late.call("begin", &[]);
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            PANICS.with_borrow_mut(|panics| panics.push(info.to_string()));
            before(info);
        }));
        late
    }

    fn call(&self, name: &str, given: &[&JsValue]) -> JsValue {
        let function: Function = Reflect::get(&self.0, &name.into()).unwrap().unchecked_into();
        function.apply(&JsValue::NULL, &given.iter().copied().collect::<Array>()).unwrap()
    }

    async fn awaited(&self, name: &str) {
        let promise: Promise = self.call(name, &[]).unchecked_into();
        JsFuture::from(promise).await.unwrap();
    }

    /// Lets the browser do what it has put off, such as events that it tells later.
    pub(super) async fn task(&self) {
        self.awaited("task").await;
    }

    /// Lets every timer and every frame come that was set, and what follows from them.
    pub(super) async fn pass(&self) {
        self.awaited("pass").await;
    }

    /// Events of these types happen to an element, and to no other.
    pub(super) fn fire(&self, on: &Element, types: &str) {
        self.call("fire", &[on, &types.into()]);
    }

    /// Somebody writes into an element, if that is a field.
    pub(super) fn write(&self, into: &Element) {
        self.call("write", &[into]);
    }

    /// Somebody presses what reads so, or what a selector names that begins with a dot. Says whether
    /// there is one.
    pub(super) fn press(&self, place: &Element, what: &str) -> bool {
        self.call("press", &[place, &what.into()]).is_truthy()
    }

    /// What nothing has caught so far.
    pub(super) fn thrown(&self) -> Vec<String> {
        let thrown: Array = Reflect::get(&self.0, &"thrown".into()).unwrap().unchecked_into();
        let thrown = thrown.iter().filter_map(|it| it.as_string());
        PANICS.with_borrow(Clone::clone).into_iter().chain(thrown).collect()
    }
}

impl Drop for Late {
    fn drop(&mut self) {
        self.call("end", &[]);
    }
}
