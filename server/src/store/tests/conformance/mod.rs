//! The suite that every store passes: what is written, read, refused, erased and found again.
//!
//! A store brings a [`Premises`], a place of its own for each test, and names the suite once with
//! `conforms!`. It refuses to know where a store keeps what it keeps.

pub(in crate::store) mod erasure;
pub(in crate::store) mod help_index;
pub(in crate::store) mod writing;

use crate::store::{Store, verify::AuditReport};

/// A place where stores of one kind keep one record, one after the other.
pub(in crate::store) trait Premises {
    /// The kind of store.
    type Kept: Store;

    /// An empty place, which goes with this value.
    fn new() -> Self;

    /// Opens the store that is here.
    async fn open(&self) -> Self::Kept;

    /// Until nothing is left of a store whose process ended without closing it.
    fn wait_until_free(&self);

    /// What an audit of the record says.
    async fn audit(&self) -> AuditReport;
}

/// Opens a store on `$premises`, runs each test of the suite with it.
macro_rules! conforms {
    ($premises:ty) => {
        use $crate::store::tests::conformance::{erasure, help_index, writing};

        conforms! { $premises; writing:
            what_was_written_comes_back_with_its_personal_texts,
            a_start_reads_the_last_segment_of_the_floor_only,
            a_start_is_given_the_first_record_of_each_of_the_latest_calls,
            a_log_takes_exactly_the_next_number_from_its_own_tenant_until_it_is_sealed,
            a_batch_is_written_whole_or_not_at_all,
            a_log_begins_with_its_opening_and_a_segment_with_its_people,
            one_bad_batch_does_not_hold_up_the_others,
            nothing_of_one_tenant_is_given_to_another,
            noting_heads_again_and_again_changes_nothing_that_is_read,
            a_store_that_is_closed_writes_nothing,
        }
        conforms! { $premises; erasure:
            erasing_a_person_blanks_every_text_about_them_and_the_record_still_verifies,
            erasing_for_one_tenant_leaves_the_texts_of_another,
        }
        conforms! { $premises; help_index:
            each_request_has_a_row_with_its_clocks_and_each_fact_about_it_an_event,
            one_request_is_read_by_what_tells_of_it_and_not_by_the_rest_of_its_call,
            what_tells_of_a_request_says_what_its_whole_call_says,
            who_helps_and_may_read_of_it_is_read_without_the_rest_of_the_call,
            the_index_says_the_same_after_a_start,
            instants_beyond_what_a_database_can_hold_are_later_than_all,
            a_start_is_given_the_calls_in_which_help_was_requested_lately,
        }

        #[test]
        fn what_was_acknowledged_survives_a_crash() {
            writing::what_was_acknowledged_survives_a_crash::<$premises>();
        }
    };
    ($premises:ty; $of:ident: $($test:ident,)+) => {
        $(
            #[tokio::test]
            async fn $test() {
                $of::$test::<$premises>().await;
            }
        )+
    };
}

pub(in crate::store) use conforms;
