//! The button Send: a press sends the note; where a coach is heard only while it is held, holding
//! it opens the microphone, and whatever ends the press closes it.

use backline_core::{
    id::CommandId,
    interaction::{Command, SuperviseCommand},
};
use leptos::{
    ev,
    prelude::*,
    web_sys::{Element, KeyboardEvent, MouseEvent, PointerEvent},
};

use super::{
    WrittenNote, is_held,
    press::{Press, PressEdge, PressOutcome, SHORT_MS},
};
use crate::{
    components::while_here,
    icon::{Drawing, Icon},
};

/// A Send that can be held.
#[derive(Clone, Copy)]
struct SendHold {
    note: WrittenNote,
    press: RwSignal<Press>,
    /// Counts presses, so that a late look at one does not take the next for it.
    number: StoredValue<u32>,
    pressing: StoredValue<Option<CommandId>>,
    /// Whether holding it would be heard.
    speaks: Memo<bool>,
}

/// The button. Its accessible name is exactly *Send*.
#[component]
pub(super) fn SendButton(note: WrittenNote, described: String) -> impl IntoView {
    let hold = SendHold::new(note);
    hold.let_go_with_the_page();
    let blocked = Memo::new(move |_| note.obstacle.with(Option::is_some) && !hold.is_holdable());
    let holdable = move || untrack(|| hold.is_holdable());
    let key = move |event: &KeyboardEvent| {
        let presses = matches!(event.key().as_str(), " " | "Enter") && holdable();
        if presses {
            event.prevent_default();
        }
        presses
    };
    let click = move |event: MouseEvent| {
        // A pointer's press was taken from its own events; what clicks without one just sends.
        if !holdable() || event.detail() == 0 {
            note.send();
        }
    };
    view! {
        <button
            type="button"
            class="button send"
            data-held=move || (hold.press.get() == Press::Held).then_some("")
            aria-disabled=move || blocked.get().then_some("true")
            aria-describedby=described
            on:pointerdown=move |event: PointerEvent| {
                if event.button() == 0 {
                    hold.down();
                    let target: Element = event_target(&event);
                    let _ = target.set_pointer_capture(event.pointer_id());
                }
            }
            on:pointerup=while_here(move |_| hold.take(PressEdge::Up))
            on:pointercancel=while_here(move |_| hold.take(PressEdge::Lost))
            on:lostpointercapture=while_here(move |_| hold.take(PressEdge::Lost))
            on:keydown=move |event: KeyboardEvent| {
                if key(&event) && !event.repeat() {
                    hold.down();
                }
            }
            on:keyup=while_here(move |event: KeyboardEvent| {
                if key(&event) {
                    hold.take(PressEdge::Up);
                }
            })
            on:blur=while_here(move |_| hold.take(PressEdge::Lost))
            on:contextmenu=move |event: MouseEvent| {
                // A long touch holds, and asks for no menu.
                if holdable() {
                    event.prevent_default();
                }
            }
            on:click=click
        >
            <Drawing icon=Icon::Send />
            <span class="label">"Send"</span>
        </button>
    }
}

impl SendHold {
    fn new(note: WrittenNote) -> Self {
        let WrittenNote { app, id, .. } = note;
        let press = RwSignal::new(Press::Up);
        let speaks = app.memo(move |model| {
            model.obstacle(id, &Command::Supervise(SuperviseCommand::PressSend)).is_none()
                || is_held(model, id)
        });
        let hold = Self {
            note,
            press,
            number: StoredValue::new(0),
            pressing: StoredValue::new(None),
            speaks,
        };
        let held = app.memo(move |model| is_held(model, id));
        Effect::new(move |_| {
            // Held by the server's word and not by anybody's hand: nobody means to be heard.
            if held.get() && press.get() != Press::Held {
                hold.release();
            }
        });
        hold
    }

    fn is_holdable(self) -> bool {
        self.speaks.get() || self.press.get() == Press::Held
    }

    fn down(self) {
        if self.speaks.get_untracked() {
            self.take(PressEdge::Down { written: self.note.is_written() });
        }
    }

    fn take(self, edge: PressEdge) {
        let (press, outcome) = self.press.get_untracked().after(edge);
        if press != self.press.get_untracked() {
            self.press.set(press);
        }
        match outcome {
            PressOutcome::Nothing => {}
            PressOutcome::Wait => self.wait(),
            PressOutcome::Press => {
                let id = self
                    .note
                    .app
                    .ask(self.note.id, Command::Supervise(SuperviseCommand::PressSend));
                self.pressing.set_value(Some(id));
            }
            PressOutcome::Release => self.release(),
            PressOutcome::Send => self.note.send(),
        }
    }

    fn wait(self) {
        let number = self.number.get_value() + 1;
        self.number.set_value(number);
        let long = move || {
            if self.number.try_get_value() == Some(number) {
                self.take(PressEdge::Long);
            }
        };
        set_timeout(long, std::time::Duration::from_millis(SHORT_MS));
    }

    /// Says that it was let go, where there is anything to let go of.
    fn release(self) {
        let WrittenNote { app, id, .. } = self.note;
        let pressing = self.pressing.get_value();
        let due = app.peek(|model| {
            (is_held(model, id) || model.is_asking(pressing)) && !model.replica.is_ending(id)
        });
        if due {
            app.ask(id, Command::Supervise(SuperviseCommand::ReleaseSend));
        }
    }

    /// A window that loses the focus, a page that is hidden, a Send that goes away: nobody holds it.
    fn let_go_with_the_page(self) {
        let blurred = window_event_listener(ev::blur, move |_| self.take(PressEdge::Lost));
        let hidden =
            window_event_listener_untyped("visibilitychange", move |_| self.take(PressEdge::Lost));
        on_cleanup(move || {
            blurred.remove();
            hidden.remove();
            self.take(PressEdge::Lost);
        });
    }
}
