//! The demo's scripted colleagues: an agent who needs help, and a supervisor who gives it, so that
//! one person alone can be either.
//!
//! Each is a page without a browser. It is told what any page is told and sends the commands that
//! any page sends, so that no rule is passed by; a recording speaks for it. They act only while
//! switched on, and step aside while somebody is signed in as them.

mod agent;
mod cast;
mod link;
mod page;
mod supervisor;

use std::{sync::Arc, time::Duration};

use backline_core::{
    id::{InteractionId, PersonId},
    interaction::Command,
    replica::Replica,
    time::{Millis, Timestamp},
};
use tokio::{sync::watch, task::JoinHandle};

use agent::Agent;
use cast::Cast;
pub(super) use cast::{ColleagueStanding, Colleagues, Part};
use page::ScriptedPage;
use supervisor::Supervisor;

use crate::app::App;

/// How often a colleague looks at what they see.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// Before a colleague who has left comes back: whatever made them leave must not do so in a loop.
const REST: Duration = Duration::from_secs(1);

/// What a colleague does next.
#[derive(Debug, Clone, PartialEq, Eq)]
enum NextStep {
    /// Say this.
    Say(InteractionId, Command),
    /// Have had a help request in view: which, in which stage.
    Seen(InteractionId, u32, u32),
    /// Nothing yet.
    Wait,
    /// No more.
    Done,
}

/// What a colleague has in mind.
enum Script {
    Agent(Agent),
    Supervisor(Supervisor),
}

/// Starts both. They do nothing until they are switched on.
#[must_use]
pub(super) fn start(app: &Arc<App>, colleagues: &Colleagues) -> Vec<JoinHandle<()>> {
    let work = |part| tokio::spawn(work((Arc::clone(app), colleagues.clone()), part));
    Part::ALL.into_iter().map(work).collect()
}

async fn work((app, colleagues): (Arc<App>, Colleagues), part: Part) {
    let mut news = colleagues.news();
    while news.wait_for(|cast| cast.wants(part)).await.is_ok() {
        if let Some(acting) = colleagues.begin(part) {
            act(&app, part, &mut news).await;
            drop(acting);
            tokio::time::sleep(REST).await;
        }
    }
}

/// From the first look to the last, unless they have to step aside.
async fn act(app: &Arc<App>, part: Part, news: &mut watch::Receiver<Cast>) {
    let Some(mut page) = ScriptedPage::open(app, part).await else { return };
    let Some(mut script) = Script::new(part, page.now(), &news.borrow()) else { return };
    let mut looks = tokio::time::interval(LOOK_EVERY);
    loop {
        tokio::select! {
            message = page.next() => if !page.take(message).await {
                return;
            },
            _ = looks.tick() => {}
            changed = news.changed() => if changed.is_err() {
                return;
            },
        }
        if !news.borrow().may_act(part) {
            return page.leave().await;
        }
        script.look(page.now(), page.replica());
        if page.waits() {
            continue;
        }
        let step = script.next(page.now(), page.replica(), &news.borrow());
        match step {
            NextStep::Say(interaction, command) => page.say(interaction, command).await,
            NextStep::Seen(interaction, request, stage) => {
                page.seen(interaction, request, stage).await
            }
            NextStep::Wait => {}
            NextStep::Done => return,
        }
    }
}

impl Script {
    /// The part's own; nothing when there is nothing to do.
    fn new(part: Part, at: Timestamp, cast: &Cast) -> Option<Self> {
        Some(match part {
            Part::Agent => Self::Agent(Agent::new(cast.call()?, at)),
            Part::Supervisor => Self::Supervisor(Supervisor::new(part.person()?)),
        })
    }

    /// Takes in what their page shows, also while it is too early to say something.
    fn look(&mut self, at: Timestamp, page: &Replica) {
        match self {
            Self::Agent(agent) => agent.look(at, page),
            Self::Supervisor(_) => {}
        }
    }

    fn next(&mut self, at: Timestamp, page: &Replica, cast: &Cast) -> NextStep {
        match self {
            Self::Agent(agent) => agent.next(at, page),
            Self::Supervisor(supervisor) => {
                let leaves_alone =
                    |agent: &PersonId| Part::of(agent).is_some_and(|part| cast.is_acting(part));
                supervisor.next(at, page, leaves_alone)
            }
        }
    }
}

/// A step that is taken once `span` is over since `since`.
fn after(since: Timestamp, span: Millis, at: Timestamp, step: NextStep) -> NextStep {
    if since.plus(span) <= at { step } else { NextStep::Wait }
}
