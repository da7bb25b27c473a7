//! Which elements that bear a mark, of three attributes, are in view: at least half of each, and none behind a dialog.
//!
//! Elements come and go as the page likes; whichever has the mark is watched.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
    rc::Rc,
};

use js_sys::Array;
use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{
    Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit,
    MutationObserver, MutationObserverInit,
};

const HALF: f64 = 0.5;

/// Watches, until it is dropped.
pub struct Sight {
    attributes: [&'static str; 3],
    elements: Rc<Elements>,
    changes: MutationObserver,
    _changed: Closure<dyn FnMut()>,
    _moved: Closure<dyn FnMut(Array)>,
}

struct Elements {
    selector: String,
    observer: IntersectionObserver,
    watched: RefCell<Vec<Element>>,
    in_view: Rc<RefCell<Vec<Element>>>,
    stale: Cell<bool>,
}

impl Sight {
    /// Begins to watch; nothing when the browser cannot.
    #[must_use]
    pub fn of(attributes: [&'static str; 3]) -> Option<Self> {
        let in_view = Rc::new(RefCell::new(Vec::<Element>::new()));
        let moving = in_view.clone();
        let moved = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            let mut in_view = moving.take();
            for entry in entries.iter() {
                let entry: IntersectionObserverEntry = entry.unchecked_into();
                let element = entry.target();
                in_view.retain(|known| *known != element);
                if entry.is_intersecting() && entry.intersection_ratio() >= HALF {
                    in_view.push(element);
                }
            }
            moving.replace(in_view);
        });
        let options = IntersectionObserverInit::new();
        options.set_threshold_f64(HALF);
        let moved_function = moved.as_ref().unchecked_ref();
        let observer = IntersectionObserver::new_with_options(moved_function, &options).ok()?;
        let elements = Rc::new(Elements {
            selector: attributes.map(|attribute| ["[", attribute, "]"].concat()).concat(),
            observer,
            watched: RefCell::default(),
            in_view,
            stale: Cell::new(true),
        });
        let changing = elements.clone();
        let changed = Closure::<dyn FnMut()>::new(move || changing.stale.set(true));
        let changes = MutationObserver::new(changed.as_ref().unchecked_ref()).ok()?;
        let options = MutationObserverInit::new();
        options.set_subtree(true);
        options.set_child_list(true);
        let marks: Array =
            attributes.iter().map(|attribute| JsValue::from_str(attribute)).collect();
        options.set_attribute_filter(&marks);
        changes.observe_with_options(&document(), &options).ok()?;
        Some(Self { attributes, elements, changes, _changed: changed, _moved: moved })
    }

    /// What is in view, by the mark. What has come into the document since the last question may
    /// be missing until the next.
    #[must_use]
    pub fn in_view(&self) -> BTreeSet<[String; 3]> {
        self.elements.renew();
        let front = document().query_selector("dialog:modal").ok().flatten();
        let in_view = self.elements.in_view.borrow().clone();
        let before_all = |element: &&Element| {
            element.is_connected()
                && front.as_ref().is_none_or(|dialog| dialog.contains(Some(element)))
        };
        in_view.iter().filter(before_all).filter_map(|element| self.marks(element)).collect()
    }

    fn marks(&self, element: &Element) -> Option<[String; 3]> {
        let [first, second, third] = self.attributes.map(|name| element.get_attribute(name));
        Some([first?, second?, third?])
    }
}

impl Drop for Sight {
    fn drop(&mut self) {
        self.changes.disconnect();
        self.elements.observer.disconnect();
    }
}

impl Elements {
    /// Watches what bears the mark, if that may have changed.
    fn renew(&self) {
        if !self.stale.replace(false) {
            return;
        }
        let Ok(found) = document().query_selector_all(&self.selector) else { return };
        let found: Vec<Element> = (0..found.length())
            .filter_map(|at| found.get(at)?.dyn_into::<Element>().ok())
            .collect();
        let watched = self.watched.take();
        for gone in watched.iter().filter(|element| !found.contains(element)) {
            self.observer.unobserve(gone);
            self.in_view.borrow_mut().retain(|element| element != gone);
        }
        for new in found.iter().filter(|element| !watched.contains(element)) {
            self.observer.observe(new);
        }
        self.watched.replace(found);
    }
}
