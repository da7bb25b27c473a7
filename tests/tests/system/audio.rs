//! The audio matrix in browsers: each row, each listener, exactly the tones of the table; and at
//! the server's socket, a packet on every open edge and none on any other.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use anyhow::{Result, bail, ensure};
use backline_core::{
    interaction::Action::{self, BargeIn, Coach, Monitor},
    routing::{PartyId, Speaker},
};
use backline_tests::{
    Call, Hearing, Party, Scene,
    Voice::{self, Agent, Customer, Sam, Sofia},
    all_hear, dropped_by_the_system, party,
};

/// What the customer hears who is on hold.
const TREATMENT: &[Voice] = &[];

/// One row: what stands, and whom the customer, the agent, Sofia and Sam hear.
struct Row {
    name: &'static str,
    customer_held: bool,
    heard: [&'static [Voice]; 4],
}

const fn row(name: &'static str, heard: [&'static [Voice]; 4]) -> Row {
    Row { name, customer_held: false, heard }
}

const fn held(name: &'static str, heard: [&'static [Voice]; 4]) -> Row {
    Row { name, customer_held: true, heard }
}

/// Who listens, in the order of a row.
const LISTENERS: [Voice; 4] = [Customer, Agent, Sofia, Sam];

/// How long what was kept may be heard.
const PATIENCE: Duration = Duration::from_secs(60);

impl Row {
    /// The edges on which packets leave.
    fn open(&self) -> BTreeSet<(Speaker, PartyId)> {
        let heard = LISTENERS.iter().zip(self.heard);
        let open = heard.flat_map(|(listener, voices)| {
            voices.iter().map(|voice| (Speaker::Party(party(*voice)), party(*listener)))
        });
        let treatment = (Speaker::HoldTreatment, PartyId::Customer);
        open.chain(self.customer_held.then_some(treatment)).collect()
    }

    /// What is heard otherwise than the row says, in words.
    fn misfit(&self, heard: &[Hearing; 4]) -> Option<String> {
        LISTENERS.iter().zip(heard).zip(self.heard).find_map(|((listener, heard), expected)| {
            let expected: BTreeSet<Voice> = expected.iter().copied().collect();
            let treated = *listener == Customer && self.customer_held;
            let sound = treated || heard.sound != expected.is_empty();
            (heard.voices != expected || !sound)
                .then(|| format!("{listener:?} hears {heard:?} instead of {expected:?}"))
        })
    }
}

/// Everybody on the call, and the server that counts.
struct Room<'a> {
    scene: &'a Scene,
    call: &'a Call,
    sofia: &'a Party,
    sam: &'a Party,
}

impl Room<'_> {
    /// Holds what leaves, and what is heard, against the row. What leaves is counted and must be right
    /// at once; a browser on a busy machine may go on for a while with what it has kept.
    async fn is(&self, row: &Row) -> Result<()> {
        let everybody = [&self.call.customer, &self.call.agent, self.sofia, self.sam];
        let deadline = Instant::now() + PATIENCE;
        let before = self.scene.server.edges(self.call.id).await?;
        loop {
            let heard = all_hear(everybody).await?;
            let after = self.scene.server.edges(self.call.id).await?;
            let left: BTreeMap<_, u64> = after.since(&before);
            let (edges, open) = (left.keys().cloned().collect::<BTreeSet<_>>(), row.open());
            ensure!(edges == open, "{}: packets left on {left:?} instead of {open:?}", row.name);
            match row.misfit(&heard) {
                None => break,
                Some(_) if Instant::now() < deadline => {}
                Some(misfit) => bail!("{}: {misfit}", row.name),
            }
        }
        if row.customer_held {
            // The treatment has rests.
            self.call.customer.comes_to_sound().await?;
        }
        Ok(())
    }

    async fn agent_presses(&self, button: &str) -> Result<()> {
        self.call.agent.changes_hearing(button).await
    }

    async fn customer_presses(&self, button: &str) -> Result<()> {
        self.call.customer.changes_hearing(button).await
    }

    /// Sofia and Sam, who do nothing, take these actions for as long as `rows` takes.
    async fn while_they(
        &self,
        sofia: Option<Action>,
        sam: Option<Action>,
        rows: impl AsyncFnOnce() -> Result<()>,
    ) -> Result<()> {
        let both = [(self.sofia, sofia), (self.sam, sam)];
        for (supervisor, action) in both {
            if let Some(action) = action {
                supervisor.takes(action).await?;
            }
        }
        rows().await?;
        for (supervisor, action) in both {
            if let Some(action) = action {
                supervisor.ends(action).await?;
            }
        }
        Ok(())
    }

    async fn one_supervisor(&self) -> Result<()> {
        self.is(&row("connected, idle", [&[Agent], &[Customer], &[], &[]])).await?;
        self.while_they(Some(Monitor), None, async || {
            let both: &[Voice] = &[Agent, Customer];
            self.is(&row("Monitor", [&[Agent], &[Customer], both, &[]])).await?;
            self.agent_presses("Hold").await?;
            self.is(&held("Monitor, hold", [TREATMENT, &[], &[Agent], &[]])).await?;
            self.agent_presses("Resume").await
        })
        .await?;
        self.while_they(Some(Coach), None, async || {
            let both: &[Voice] = &[Agent, Customer];
            self.is(&row("Coach", [&[Agent], &[Customer, Sofia], both, &[]])).await?;
            self.agent_presses("Mute").await?;
            self.is(&row("Coach, agent muted", [&[], &[Customer, Sofia], &[Customer], &[]]))
                .await?;
            self.agent_presses("Unmute").await?;
            self.agent_presses("Hold").await?;
            self.is(&held("Coach, hold", [TREATMENT, &[Sofia], &[Agent], &[]])).await?;
            self.agent_presses("Resume").await
        })
        .await?;
        self.while_they(Some(BargeIn), None, async || {
            let both: &[Voice] = &[Agent, Customer];
            self.is(&row("Barge In", [&[Agent, Sofia], &[Customer, Sofia], both, &[]])).await?;
            self.customer_presses("Mute").await?;
            let heard: [&[Voice]; 4] = [&[Agent, Sofia], &[Sofia], &[Agent], &[]];
            self.is(&row("Barge In, customer muted", heard)).await?;
            self.customer_presses("Unmute").await?;
            self.agent_presses("Hold").await?;
            self.is(&held("Barge In, hold", [TREATMENT, &[Sofia], &[Agent], &[]])).await?;
            self.agent_presses("Resume").await
        })
        .await
    }

    async fn two_supervisors(&self) -> Result<()> {
        let both: &[Voice] = &[Agent, Customer];
        self.while_they(Some(Monitor), Some(Monitor), async || {
            self.is(&row("Monitor twice", [&[Agent], &[Customer], both, both])).await
        })
        .await?;
        self.while_they(Some(Coach), Some(Monitor), async || {
            let heard: [&[Voice]; 4] = [&[Agent], &[Customer, Sofia], both, both];
            self.is(&row("Coach and Monitor", heard)).await
        })
        .await?;
        self.while_they(Some(BargeIn), Some(Monitor), async || {
            let heard: [&[Voice]; 4] =
                [&[Agent, Sofia], &[Customer, Sofia], both, &[Agent, Customer, Sofia]];
            self.is(&row("Barge In and Monitor", heard)).await
        })
        .await?;
        self.while_they(Some(Coach), Some(BargeIn), async || {
            let heard: [&[Voice]; 4] =
                [&[Agent, Sam], &[Customer, Sofia, Sam], &[Agent, Customer, Sam], both];
            self.is(&row("Coach and Barge In", heard)).await?;
            self.agent_presses("Hold").await?;
            let heard: [&[Voice]; 4] = [TREATMENT, &[Sofia, Sam], &[Agent, Sam], &[Agent]];
            self.is(&held("Coach and Barge In, hold", heard)).await?;
            self.agent_presses("Resume").await?;
            self.agent_presses("Mute").await?;
            let heard: [&[Voice]; 4] =
                [&[Sam], &[Customer, Sofia, Sam], &[Customer, Sam], &[Customer]];
            self.is(&row("Coach and Barge In, agent muted", heard)).await?;
            self.agent_presses("Unmute").await
        })
        .await
    }
}

#[tokio::test]
async fn every_row_of_the_audio_matrix_is_heard_and_nothing_else_leaves() -> Result<()> {
    Scene::play(async |scene| {
        let dropped = dropped_by_the_system();
        let call = scene.call().await?;
        let (sofia, sam) = tokio::try_join!(
            scene.supervisor_on_call("sofia", Sofia),
            scene.supervisor_on_call("sam", Sam)
        )?;
        let room = Room { scene, call: &call, sofia: &sofia, sam: &sam };

        let before = (sofia.packets_sent().await?, sam.packets_sent().await?);
        room.is(&row("both idle", [&[Agent], &[Customer], &[], &[]])).await?;
        room.while_they(Some(Monitor), Some(Monitor), async || Ok(())).await?;
        let after = (sofia.packets_sent().await?, sam.packets_sent().await?);
        assert_eq!(after, before, "who does nothing or monitors sends no sound at all");

        // What the rows are held against does tell a wrong one.
        let wrong = row("wrong", [&[Agent], &[Customer], &[Agent], &[]]);
        assert!(room.is(&wrong).await.is_err(), "a wrong row passes");

        room.one_supervisor().await?;
        room.two_supervisors().await?;
        for (who, party) in [("customer", &call.customer), ("agent", &call.agent)] {
            let (missing, dropped) =
                (party.packets_lost().await?, dropped_by_the_system() - dropped);
            assert!(missing <= dropped, "the {who} misses {missing} packets");
        }
        Ok(())
    })
    .await
}
