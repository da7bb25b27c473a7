//! What is written in one go: records of one log, all or none.

use backline_core::{
    id::{InteractionId, TenantId},
    protocol::{FloorRecord, Record},
};

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
}
