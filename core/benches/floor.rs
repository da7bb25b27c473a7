//! What a call's note to the floor costs, with what is published: `cargo xtask bench floor`.

mod building;

use std::{collections::BTreeMap, hint::black_box, io::Write, sync::Arc, time::Instant};

use backline_core::{
    floor::{CallNote, FloorObservation},
    host::{
        FloorHost,
        floor::{FloorInput, FloorOutput},
    },
    id::InteractionId,
    people::FloorView,
    time::Timestamp,
};
use building::{CALLS, PEOPLE, Talk, person, profiles, tenant};

/// Notes of each kind that are measured.
const NOTES: usize = 40_000;

fn main() -> std::io::Result<()> {
    let mut floor = Floor::new();
    let mut talks: Vec<Talk> = (0..CALLS).map(Talk::new).collect();
    for talk in &talks {
        floor.note(talk);
    }
    let mut out = std::io::stdout().lock();
    writeln!(out, "{CALLS} live calls, {PEOPLE} people, {NOTES} notes each")?;
    for (what, change) in [
        ("agent mutes, nobody is seen differently", Talk::mute_or_unmute as fn(&mut Talk)),
        ("supervisor comes or goes, published", Talk::open_or_leave),
    ] {
        let mut spent = 0.0;
        for turn in 0..NOTES {
            let talk = &mut talks[turn % CALLS];
            change(talk);
            let begun = Instant::now();
            black_box(floor.note(talk));
            spent += begun.elapsed().as_secs_f64();
        }
        writeln!(out, "{:.2} µs a note: {what}", spent * 1e6 / NOTES as f64)?;
    }
    Ok(())
}

/// The floor as the server drives it.
struct Floor {
    host: FloorHost,
    /// What readers hold until the next one is published.
    published: Arc<FloorView>,
    /// What each call has told last.
    told: BTreeMap<InteractionId, CallNote>,
}

impl Floor {
    /// Everybody is Available.
    fn new() -> Self {
        let mut host = FloorHost::replay(tenant(), &[]);
        let opened = (0..PEOPLE).map(|n| FloorObservation::PageOpened(person(n)));
        for seen in [FloorObservation::Configured(profiles())].into_iter().chain(opened) {
            host.handle(Timestamp(1), FloorInput::Observed(seen));
        }
        let mut floor = Self { host, published: Arc::default(), told: BTreeMap::new() };
        floor.carry_out(Timestamp(1));
        floor
    }

    /// A call tells where it stands, if that concerns anybody: from its state to what is published.
    fn note(&mut self, talk: &Talk) -> Option<Timestamp> {
        let note = CallNote::of(talk.number, &talk.state);
        let told = self.told.get(&note.interaction);
        if told.is_none_or(|told| !told.agrees_with(&note)) {
            self.told.insert(note.interaction, note.clone());
            self.host.handle(talk.at, FloorInput::Call(note));
            self.carry_out(talk.at);
        }
        self.host.poll_timeout()
    }

    fn carry_out(&mut self, at: Timestamp) {
        while let Some(output) = self.host.poll_output() {
            match output {
                FloorOutput::Store { ticket, .. } => {
                    self.host.handle(at, FloorInput::Stored { ticket });
                }
                FloorOutput::Changed(_) => self.published = Arc::new(self.host.view().clone()),
                FloorOutput::Reply { .. } => {}
            }
        }
    }
}
