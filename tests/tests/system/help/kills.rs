//! `kill -9` of the server at random points of a request's life: what was acknowledged is on record
//! once, what was not is there once or not at all, and everybody is told the same again. What a page
//! is told has a bound, and a quick machine lives more than that: the record is read to its end.

use std::{collections::BTreeMap, env, mem, time::Duration};

use anyhow::{Context, Result, ensure};
use backline_core::people::HelpStatus;
use backline_core::{
    id::{CommandId, InteractionId, TenantId},
    interaction::{
        CallCommand, Command, Fact, HelpCommand, HelpFact, Interaction, Lens, RequestFact, Stamped,
        SuperviseCommand, SuperviseFact,
    },
    protocol::{Page, Record, ServerMessage},
    view::timeline::MOST_TOLD,
};
use backline_server::store::{
    Store as _,
    sqlite::{SqliteOptions, SqliteStore},
};
use backline_tests::{Reply, Server, Signal, Wire, bring_caller, help, request};
use uuid::Uuid;

/// Nobody is given up while the server is down.
const POLICIES: &str = r#"
[terms]
party_grace = "1h"
supervisor_grace = "1h"
[help]
helper_grace = "1h"
[[help.stage]]
wait = "1h"
"#;

/// After so many lives the next call comes: the requests of a call are bounded, and so is what one
/// person can have recorded on it.
const LIVES: usize = 12;

/// How often it is killed; `BACKLINE_KILLS` says another number.
fn kills() -> u64 {
    env::var("BACKLINE_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(50)
}

/// Who does a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    Ana,
    Sofia,
    Sam,
}

/// One step of a life: who asks what, what it leaves on record, how the request stands after it.
struct Step {
    who: Who,
    command: Command,
    leaves: String,
    status: HelpStatus,
}

fn step(who: Who, command: Command, leaves: String, status: HelpStatus) -> Step {
    Step { who, command, leaves, status }
}

/// The life of request number `n`, up to its end.
fn life(n: u32) -> Vec<Step> {
    use HelpStatus::{Closed, InProgress, Requested};
    let note = |who, k: u32| {
        let text = format!("note {n}.{k}");
        step(
            who,
            Command::Supervise(SuperviseCommand::SendNote { text: text.clone() }),
            text,
            InProgress,
        )
    };
    let claim = || help(HelpCommand::Claim { request: n });
    vec![
        step(
            Who::Ana,
            request("technical", &format!("request {n}")),
            format!("requested {n}"),
            Requested,
        ),
        step(Who::Sofia, claim(), format!("claimed {n} sofia"), InProgress),
        note(Who::Sofia, 1),
        note(Who::Sofia, 2),
        step(
            Who::Sofia,
            Command::Supervise(SuperviseCommand::Disconnect),
            format!("left {n}"),
            InProgress,
        ),
        step(
            Who::Ana,
            help(HelpCommand::AskAgain { request: n }),
            format!("reopened {n}"),
            Requested,
        ),
        step(Who::Sam, claim(), format!("claimed {n} sam"), InProgress),
        note(Who::Sam, 3),
        step(Who::Ana, help(HelpCommand::Close { request: n }), format!("closed {n}"), Closed),
        step(
            Who::Sam,
            Command::Supervise(SuperviseCommand::Disconnect),
            format!("gone {n}"),
            Closed,
        ),
    ]
}

/// A call, the lives on it, and what they have left on record.
struct Story {
    call: InteractionId,
    steps: Box<dyn Iterator<Item = Step>>,
    next: Step,
    done: Vec<String>,
}

impl Story {
    /// Ana answers a caller.
    async fn begin(server: &Server) -> Result<Self> {
        let mut ana = Wire::person(server, "ana", Page::Panel).await?;
        let call = bring_caller(server, "ana").await?;
        ana.expect(|message| {
            matches!(message, ServerMessage::Restated { interaction, .. } if *interaction == call)
                .then_some(())
        })
        .await?;
        let answered = ana.ask(call, Command::Call(CallCommand::Answer)).await?;
        assert_eq!(answered, Reply::Done(Some(call)));
        let mut steps = Box::new((1..).flat_map(life));
        let next = steps.next().context("a first step")?;
        Ok(Self { call, steps, next, done: Vec::new() })
    }

    /// The step under way is done, and another comes. How the request stands now.
    fn goes_on(&mut self) -> Result<HelpStatus> {
        let next = self.steps.next().context("lives without end")?;
        let Step { leaves, status, .. } = mem::replace(&mut self.next, next);
        self.done.push(leaves);
        Ok(status)
    }

    fn lives(&self) -> usize {
        self.done.iter().filter(|left| is_first(left)).count()
    }

    fn is_in_a_life(&self) -> bool {
        !is_first(&self.next.leaves)
    }
}

/// Whether a life begins by what leaves this.
fn is_first(leaves: &str) -> bool {
    leaves.starts_with("requested ")
}

/// The three, and the call.
struct People {
    wires: BTreeMap<Who, Wire>,
    call: InteractionId,
}

impl People {
    async fn sign_in(server: &Server, call: InteractionId) -> Result<Self> {
        let (ana, sofia, sam) = tokio::try_join!(
            Wire::person(server, "ana", Page::Panel),
            Wire::person_available(server, "sofia", Page::Workspace),
            Wire::person_available(server, "sam", Page::Workspace)
        )?;
        let wires = BTreeMap::from([(Who::Ana, ana), (Who::Sofia, sofia), (Who::Sam, sam)]);
        Ok(Self { wires, call })
    }

    async fn ask(&mut self, id: CommandId, step: &Step) -> Result<Reply> {
        let call = self.call;
        let wire = self.wires.get_mut(&step.who).context("somebody who is there")?;
        wire.ask_as(id, call, step.command.clone()).await
    }

    /// The step under way is asked for, and done.
    async fn does(&mut self, id: CommandId, story: &Story) -> Result<()> {
        let reply = self.ask(id, &story.next).await?;
        assert_eq!(reply, Reply::Done(Some(story.call)), "{}", story.next.leaves);
        Ok(())
    }

    /// Ana ends the call.
    async fn hangs_up(&mut self) -> Result<()> {
        let ana = self.wires.get_mut(&Who::Ana).context("Ana is there")?;
        let reply = ana.ask(self.call, Command::Call(CallCommand::HangUp)).await?;
        assert_eq!(reply, Reply::Done(Some(self.call)));
        Ok(())
    }

    /// What Sofia and Ana are told of the call from scratch.
    async fn restated(&mut self, who: Who) -> Result<(Vec<Stamped>, Vec<Stamped>, Lens)> {
        let call = self.call;
        let wire = self.wires.get_mut(&who).context("somebody who is there")?;
        wire.expect(|message| {
            let ServerMessage::Restated { interaction, facts, timeline, lens, .. } = message else {
                return None;
            };
            (*interaction == call).then(|| (facts.clone(), timeline.clone(), *lens))
        })
        .await
    }
}

/// What these facts have of the lives, in their order.
fn lived<'a>(facts: impl Iterator<Item = &'a Fact>) -> Vec<String> {
    let mut last = 0;
    let mut told = Vec::new();
    for fact in facts {
        if let Fact::Supervise(SuperviseFact::NoteSent { text, .. }) = fact {
            told.push(text.text().to_owned());
        }
        if let Fact::Help(HelpFact::Request { request, what }) = fact {
            last = *request;
            told.extend(about(last, what));
        }
        if let Fact::Supervise(SuperviseFact::SupervisorLeft { supervisor, .. }) = fact
            && supervisor.as_str() == "sam"
            && last > 0
        {
            told.push(format!("gone {last}"));
        }
    }
    told
}

fn about(request: u32, what: &RequestFact) -> Option<String> {
    Some(match what {
        RequestFact::Requested { .. } => format!("requested {request}"),
        RequestFact::Claimed { helper, .. } => format!("claimed {request} {}", helper.person),
        RequestFact::HelperLeft { .. } => format!("left {request}"),
        RequestFact::HelperReturned => format!("returned {request}"),
        RequestFact::Reopened { .. } => format!("reopened {request}"),
        RequestFact::Closed { .. } => format!("closed {request}"),
        RequestFact::Cancelled { .. } => format!("cancelled {request}"),
        RequestFact::Rejected { .. } => format!("rejected {request}"),
        RequestFact::StageEnded { .. } => format!("stage ended {request}"),
        RequestFact::Received { .. } | RequestFact::Away { .. } => return None,
    })
}

/// A timeline holds the latest of what was done: all of it, unless the bound is reached.
fn tells_the_latest(timeline: &[Stamped], done: &[String]) -> Result<()> {
    let told = lived(timeline.iter().map(|stamped| &stamped.fact));
    ensure!(timeline.len() <= MOST_TOLD, "{} facts are told", timeline.len());
    let latest = match timeline.len() {
        MOST_TOLD => &done[done.len().saturating_sub(told.len())..],
        _ => done,
    };
    ensure!(!told.is_empty() && told == latest, "told is {told:?}\ninstead of {latest:?}");
    Ok(())
}

/// Agent and supervisor must be told how it stands, and the supervisor what was done.
async fn stands(people: &mut People, done: &[String], status: HelpStatus) -> Result<()> {
    for who in [Who::Sofia, Who::Ana] {
        let (facts, timeline, lens) = people.restated(who).await?;
        let call = Interaction::fold(lens, &facts).context("facts that fold")?;
        let stands = call.help().map(|help| help.status());
        ensure!(stands == Some(status), "{who:?} is told {stands:?} instead of {status:?}");
        if who == Who::Sofia {
            tells_the_latest(&timeline, done)?;
        }
    }
    Ok(())
}

/// The whole record of each call holds what was done, once and in its order.
async fn are_on_record(server: &mut Server, told: &[(InteractionId, Vec<String>)]) -> Result<()> {
    server.end(Signal::Term).await?;
    let store = SqliteStore::open(SqliteOptions::in_directory(server.data())).await?;
    let tenant = TenantId::new("acme")?;
    for (call, done) in told {
        let records = store.interaction(&tenant, *call).await?;
        let recorded = lived(records.iter().map(|Record { fact, .. }| fact));
        ensure!(recorded == *done, "on record is {recorded:?}\ninstead of {done:?}");
    }
    store.close().await?;
    Ok(())
}

/// A number that looks like chance and is the same each time.
fn chance(n: u64) -> u64 {
    let mut x = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x2545_f491_4f6c_dd1d;
    x ^= x >> 30;
    x = x.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x ^ (x >> 27)
}

/// covers: R-008, R-026
#[tokio::test]
async fn kills_at_random_points_of_a_requests_life_lose_and_double_nothing() -> Result<()> {
    let mut server = Server::start_with(POLICIES).await?;
    let mut story = Story::begin(&server).await?;
    let mut people = People::sign_in(&server, story.call).await?;
    let mut told = Vec::new();
    for kill in 1..=kills() {
        if story.lives() >= LIVES {
            while story.is_in_a_life() {
                people.does(CommandId(Uuid::new_v4()), &story).await?;
                story.goes_on()?;
            }
            people.hangs_up().await?;
            told.push((story.call, story.done));
            story = Story::begin(&server).await?;
            people = People::sign_in(&server, story.call).await?;
        }
        // A life is over in about a tenth of a second.
        let mut killer = server.dies_in(Duration::from_millis(chance(kill) % 150))?;
        let mut id = CommandId(Uuid::new_v4());
        while let Ok(reply) = people.ask(id, &story.next).await {
            assert_eq!(reply, Reply::Done(Some(story.call)), "{}", story.next.leaves);
            story.goes_on()?;
            id = CommandId(Uuid::new_v4());
        }
        ensure!(killer.wait()?.success(), "nobody has killed it");
        server.crash_and_restart().await?;

        // What was asked and not answered is asked once more, under its own id: it has one effect.
        people = People::sign_in(&server, story.call).await?;
        people.does(id, &story).await?;
        let status = story.goes_on()?;
        people = People::sign_in(&server, story.call).await?;
        stands(&mut people, &story.done, status).await?;
    }
    told.push((story.call, story.done));
    assert_eq!(server.errors(), Vec::<String>::new());
    are_on_record(&mut server, &told).await
}
