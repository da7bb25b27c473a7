//! What is written in one go: records of one log, all or none.

use backline_core::{
    floor::FloorFact,
    id::{InteractionId, TenantId},
    interaction::{CallFact, Fact},
    protocol::{FloorRecord, Record},
};

use super::StoreError;

/// Records of one aggregate. They continue its log without a gap, or are refused.
#[derive(Debug, Clone)]
pub enum Batch {
    /// Facts of an interaction. The first one ever begins with number 0 and the opening.
    Interaction {
        /// The tenant whose call it is.
        tenant: TenantId,
        /// The interaction whose log grows.
        interaction: InteractionId,
        /// The records to append, in order.
        records: Vec<Record>,
        /// Whether the call is over and these are its last: the log is closed for good.
        sealing: bool,
    },
    /// Facts of a tenant's floor.
    Floor {
        /// The tenant whose floor it is.
        tenant: TenantId,
        /// The records to append, in order.
        records: Vec<FloorRecord>,
        /// Whether the first of them begins a segment: a restatement of all that is known, so that
        /// a start reads from here.
        new_segment: bool,
    },
}

/// What a store has of the log that a batch is for.
#[derive(Debug, Clone, Copy)]
pub(super) struct KnownLog<'l> {
    /// Whose it is.
    pub(super) tenant: &'l TenantId,
    /// How many records it has.
    pub(super) length: u64,
    /// Whether it is closed for good.
    pub(super) sealed: bool,
}

impl Batch {
    /// Whose records these are.
    #[must_use]
    pub const fn tenant(&self) -> &TenantId {
        match self {
            Self::Interaction { tenant, .. } | Self::Floor { tenant, .. } => tenant,
        }
    }

    /// The interaction, unless these are a floor's.
    #[must_use]
    pub const fn interaction(&self) -> Option<InteractionId> {
        match self {
            Self::Interaction { interaction, .. } => Some(*interaction),
            Self::Floor { .. } => None,
        }
    }

    /// Whether these are the last.
    #[must_use]
    pub const fn is_sealing(&self) -> bool {
        match self {
            Self::Interaction { sealing, .. } => *sealing,
            Self::Floor { .. } => false,
        }
    }

    /// Whether it continues its log; `None` is a log that does not exist yet.
    ///
    /// # Errors
    /// When it is empty or leaves a gap, the log is another tenant's or sealed, or a log or a
    /// segment would begin with something else than it has to.
    pub(super) fn continues(&self, log: Option<KnownLog<'_>>) -> Result<(), StoreError> {
        let numbers: Vec<u64> = match self {
            Self::Interaction { records, .. } => records.iter().map(|it| it.number).collect(),
            Self::Floor { records, .. } => records.iter().map(|it| it.number).collect(),
        };
        if numbers.is_empty() {
            return Err(StoreError::Misplaced("it holds no record"));
        }
        if let (Some(log), Some(interaction)) = (log, self.interaction()) {
            if log.tenant != self.tenant() {
                return Err(StoreError::Unknown(self.tenant().clone(), interaction));
            }
            if log.sealed {
                return Err(StoreError::Sealed(interaction));
            }
        }
        let expected = log.map_or(0, |log| log.length);
        for (expected, got) in (expected..).zip(numbers) {
            if expected != got {
                return Err(StoreError::Gap { expected, got });
            }
        }
        begins_well(self, expected == 0)
    }
}

/// An interaction begins with its own opening, a segment of a floor with its people.
fn begins_well(batch: &Batch, is_new: bool) -> Result<(), StoreError> {
    match batch {
        Batch::Interaction { tenant, interaction, records, .. } if is_new => {
            let opens = |record: &Record| {
                matches!(&record.fact, Fact::Call(CallFact::Opened { id, tenant: whose, .. })
                    if id == interaction && whose == tenant)
            };
            if records.first().is_some_and(opens) {
                Ok(())
            } else {
                Err(StoreError::Misplaced("its first record is not this interaction's opening"))
            }
        }
        Batch::Floor { records, new_segment, .. } if is_new || *new_segment => {
            let lists =
                |record: &FloorRecord| matches!(record.fact, FloorFact::PeopleConfigured { .. });
            if *new_segment && records.first().is_some_and(lists) {
                Ok(())
            } else {
                Err(StoreError::Misplaced(
                    "a floor's log begins with a segment that lists its people",
                ))
            }
        }
        Batch::Interaction { .. } | Batch::Floor { .. } => Ok(()),
    }
}
