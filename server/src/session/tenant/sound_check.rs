//! Whether sound could flow between an agent's page and the server: a connection that is made for that
//! alone, on no call, over which nobody hears anybody.
//!
//! Moved by the page's question and by the media plane's reports. What a check that has passed means
//! is the floor's business.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use backline_core::{
    floor::FloorRefusal,
    id::{CommandId, InteractionId, LegId, PersonId},
    interaction::{Offer, Refusal},
    protocol::Page,
    routing::PartyId,
};
use backline_media::{MediaHandle, Order, Report};
use tokio::{sync::mpsc, time::timeout};
use uuid::Uuid;

use crate::session::{
    interaction::Surroundings,
    message::{TenantNews, ToInteraction},
    port::{Answer, Asker, ConnectedPage, ConnectionId, MediaAnswer},
    reports::Reports,
};

/// How long the connection may take to come up: as long as a page gives the first one of a call.
const UP_WITHIN: Duration = Duration::from_secs(12);

/// The checks under way: one for each page.
#[derive(Default)]
pub(super) struct SoundChecks(BTreeSet<ConnectionId>);

impl SoundChecks {
    /// An agent's panel asks for one; `here` is whether it is still in its place.
    pub(super) fn begin(
        &mut self,
        with: &Surroundings,
        (mut asker, here): (Asker, bool),
        (id, offer): (CommandId, Offer),
    ) {
        let panel = asker.page().filter(|page| page.kind == Page::Panel).cloned();
        let Some((page, person)) =
            panel.and_then(|it| Some((it.clone(), it.who.as_person()?.clone())))
        else {
            return asker.answer(id, Answer::Refused(Refusal::NotYours));
        };
        if !here || !self.0.insert(page.connection) {
            return asker.answer(id, Answer::FloorRefused(FloorRefusal::SoundUnheard));
        }
        // A tenant that begins again waits until nobody can bring news to the task before.
        let news = with.news.downgrade();
        let (media, reports) = (with.media.clone(), with.reports.clone());
        tokio::spawn(async move {
            let passed = comes_up((&media, &reports), (&page, person), offer).await;
            if let Some(news) = news.upgrade() {
                let _ = news.send(TenantNews::SoundChecked { page, id, passed });
            }
        });
    }

    /// The one of this page is over.
    pub(super) fn is_over(&mut self, page: &ConnectedPage) {
        self.0.remove(&page.connection);
    }
}

/// Makes a connection under names that nothing else has, and says whether it came up.
async fn comes_up(
    (media, reports): (&MediaHandle, &Reports),
    (page, person): (&Arc<ConnectedPage>, PersonId),
    Offer(offer): Offer,
) -> bool {
    let (interaction, leg) = (InteractionId(Uuid::new_v4()), LegId(Uuid::new_v4()));
    let (inbox, mut told) = mpsc::unbounded_channel();
    let _taken = reports.take(interaction, inbox);
    let party = PartyId::Person(person);
    media.order(Order::Join { interaction, party, leg, offer });
    let up = async {
        while let Some(told) = told.recv().await {
            let ToInteraction::Media(report) = told else { continue };
            if matches!(report, Report::JoinRefused { .. } | Report::Lost { .. }) {
                return false;
            }
            if matches!(report, Report::Connected { .. }) {
                return true;
            }
            if let Report::Joined { answer: sdp, .. } = report {
                page.tell(MediaAnswer::Accepted { sdp }.message(interaction));
            }
        }
        false
    };
    let passed = timeout(UP_WITHIN, up).await.unwrap_or(false);
    media.order(Order::Forget { interaction });
    passed
}
