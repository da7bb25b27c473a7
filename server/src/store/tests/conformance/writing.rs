//! What was written is there, in order, whole, under its own tenant, also after a crash.

use backline_core::{
    id::{InteractionId, TenantId},
    interaction::{CallFact, Fact},
    protocol::Record,
    time::Timestamp,
};

use super::Premises;
use crate::store::{
    Batch, Recovered, Store, StoreError,
    tests::call::{self, acme, globex, opening, segment, whole_call},
};

const LONG_AGO: Timestamp = Timestamp(0);

pub(in crate::store) async fn what_was_written_comes_back_with_its_personal_texts<P: Premises>() {
    let premises = P::new();
    let store = premises.open().await;
    store.append(whole_call(1)).await.unwrap();
    store.append(opening(&acme(), 2)).await.unwrap();
    store.append(segment(0)).await.unwrap();
    store.close().await.unwrap();

    let store = premises.open().await;
    let recovered = store.recover(&acme(), LONG_AGO).await.unwrap();
    let second = InteractionId::from_u128(2);
    assert_eq!(recovered.interactions, [vec![call::first_record(&acme(), second)]]);
    assert_eq!(recovered.floor, call::floor_segment(0));
    let read = store.interaction(&acme(), InteractionId::from_u128(1)).await.unwrap();
    assert_eq!(read, call::coached(InteractionId::from_u128(1)));
    let nothing = store.recover(&globex(), LONG_AGO).await;
    assert_eq!(nothing, Ok(Recovered::default()));
    assert!(premises.audit().await.is_good());
}

pub(in crate::store) async fn a_start_reads_the_last_segment_of_the_floor_only<P: Premises>() {
    let premises = P::new();
    let store = premises.open().await;
    store.append(segment(0)).await.unwrap();
    let mut later = call::floor_segment(2);
    let later =
        Batch::Floor { tenant: acme(), records: vec![later.remove(1); 1], new_segment: false };
    let gap = store.append(later).await;
    assert_eq!(gap, Err(StoreError::Gap { expected: 2, got: 3 }));
    store.append(segment(2)).await.unwrap();
    let recovered = store.recover(&acme(), LONG_AGO).await.unwrap();
    assert_eq!(recovered.floor, call::floor_segment(2));
    store.close().await.unwrap();
    let report = premises.audit().await;
    assert!(report.is_good(), "{report}");
}

pub(in crate::store) async fn a_log_takes_exactly_the_next_number_from_its_own_tenant_until_it_is_sealed<
    P: Premises,
>() {
    let premises = P::new();
    let store = premises.open().await;
    let id = InteractionId::from_u128(5);
    let all = call::coached(id);
    let batch = |from: usize, to: usize| Batch::Interaction {
        tenant: acme(),
        interaction: id,
        records: all[from..to].to_vec(),
        sealing: to == all.len(),
    };
    let misplaced = store.append(batch(0, 0)).await;
    assert!(matches!(misplaced, Err(StoreError::Misplaced(_))));
    assert_eq!(store.append(batch(1, 3)).await, Err(StoreError::Gap { expected: 0, got: 1 }));
    store.append(batch(0, 3)).await.unwrap();
    assert_eq!(store.append(batch(2, 4)).await, Err(StoreError::Gap { expected: 3, got: 2 }));
    assert_eq!(store.append(batch(4, 5)).await, Err(StoreError::Gap { expected: 3, got: 4 }));
    let records = all[3..4].to_vec();
    let foreign = Batch::Interaction { tenant: globex(), interaction: id, records, sealing: false };
    assert_eq!(store.append(foreign).await, Err(StoreError::Unknown(globex(), id)));
    assert_eq!(store.interaction(&globex(), id).await, Err(StoreError::Unknown(globex(), id)));
    store.append(batch(3, all.len())).await.unwrap();
    assert_eq!(store.append(batch(3, 4)).await, Err(StoreError::Sealed(id)));
    store.close().await.unwrap();
    assert!(matches!(store.append(batch(3, 4)).await, Err(StoreError::Closed)));
    assert!(premises.audit().await.is_good());
}

pub(in crate::store) async fn a_batch_is_written_whole_or_not_at_all<P: Premises>() {
    let premises = P::new();
    let store = premises.open().await;
    let id = InteractionId::from_u128(5);
    let mut records = call::coached(id);
    let last = records.len() - 1;
    records[last].number += 1;
    let batch = |records: &[_]| Batch::Interaction {
        tenant: acme(),
        interaction: id,
        records: records.to_vec(),
        sealing: false,
    };
    let gap = StoreError::Gap { expected: last as u64, got: last as u64 + 1 };
    assert_eq!(store.append(batch(&records)).await, Err(gap.clone()));
    assert_eq!(store.interaction(&acme(), id).await, Err(StoreError::Unknown(acme(), id)));
    store.append(batch(&records[..2])).await.unwrap();
    assert_eq!(store.append(batch(&records[2..])).await, Err(gap));
    assert_eq!(store.interaction(&acme(), id).await.unwrap(), records[..2]);
    store.append(batch(&records[2..last])).await.unwrap();
    assert_eq!(store.interaction(&acme(), id).await.unwrap(), records[..last]);
    store.close().await.unwrap();
    assert!(premises.audit().await.is_good());
}

pub(in crate::store) async fn a_log_begins_with_its_opening_and_a_segment_with_its_people<
    P: Premises,
>() {
    let premises = P::new();
    let store = premises.open().await;
    let id = InteractionId::from_u128(5);
    let mut other = call::first_record(&acme(), id);
    if let Fact::Call(CallFact::Opened { tenant, .. }) = &mut other.fact {
        *tenant = globex();
    }
    let ended = call::coached(id).pop().map(|record| vec![Record { number: 0, ..record }]);
    let mut presence = call::floor_segment(0);
    presence.remove(0);
    presence[0].number = 0;
    let floor =
        |new_segment| Batch::Floor { tenant: acme(), records: presence.clone(), new_segment };
    let call =
        |records| Batch::Interaction { tenant: acme(), interaction: id, records, sealing: false };
    for batch in [call(vec![other]), call(ended.unwrap()), floor(true), floor(false)] {
        let refused = store.append(batch).await;
        assert!(matches!(refused, Err(StoreError::Misplaced(_))), "{refused:?}");
    }
    assert_eq!(store.recover(&acme(), LONG_AGO).await, Ok(Recovered::default()));
}

pub(in crate::store) async fn one_bad_batch_does_not_hold_up_the_others<P: Premises>() {
    let premises = P::new();
    let store = &premises.open().await;
    let orders = (1..=20).map(|n| {
        let batch = if n % 2 == 0 { opening(&acme(), n) } else { segment(99) };
        async move { (n, store.append(batch).await) }
    });
    for (n, result) in futures_util::future::join_all(orders).await {
        let expected =
            if n % 2 == 0 { Ok(()) } else { Err(StoreError::Gap { expected: 0, got: 99 }) };
        assert_eq!(result, expected, "{n}");
    }
    let recovered = store.recover(&acme(), LONG_AGO).await.unwrap();
    assert_eq!((recovered.interactions.len(), recovered.floor.len()), (10, 0));
}

pub(in crate::store) async fn nothing_of_one_tenant_is_given_to_another<P: Premises>() {
    let premises = P::new();
    let store = premises.open().await;
    store.append(segment(0)).await.unwrap();
    store.append(opening(&acme(), 1)).await.unwrap();
    store.append(opening(&globex(), 2)).await.unwrap();
    let opened =
        |tenant: TenantId, n| vec![call::first_record(&tenant, InteractionId::from_u128(n))];
    let of_acme = store.recover(&acme(), LONG_AGO).await.unwrap();
    assert_eq!(of_acme.interactions, [opened(acme(), 1)]);
    let of_globex = store.recover(&globex(), LONG_AGO).await.unwrap();
    assert_eq!((of_globex.interactions, of_globex.floor), (vec![opened(globex(), 2)], vec![]));
    for (tenant, n) in [(globex(), 1), (acme(), 2), (acme(), 3)] {
        let id = InteractionId::from_u128(n);
        assert_eq!(store.interaction(&tenant, id).await, Err(StoreError::Unknown(tenant, id)));
    }
}

pub(in crate::store) async fn noting_heads_again_and_again_changes_nothing_that_is_read<
    P: Premises,
>() {
    let premises = P::new();
    let store = premises.open().await;
    store.append(segment(0)).await.unwrap();
    store.append(opening(&acme(), 1)).await.unwrap();
    let before = store.recover(&acme(), LONG_AGO).await.unwrap();
    for _ in 0..3 {
        store.checkpoint().await.unwrap();
        store.probe().await.unwrap();
    }
    assert_eq!(store.recover(&acme(), LONG_AGO).await, Ok(before));
    store.close().await.unwrap();
    let report = premises.audit().await;
    assert!(report.is_good() && report.anchors > 0, "{report}");
}

pub(in crate::store) async fn a_store_that_is_closed_writes_nothing<P: Premises>() {
    let premises = P::new();
    let store = premises.open().await;
    store.append(opening(&acme(), 1)).await.unwrap();
    store.close().await.unwrap();
    assert_eq!(store.append(opening(&acme(), 2)).await, Err(StoreError::Closed));
    assert_eq!(store.checkpoint().await, Err(StoreError::Closed));
    assert_eq!(store.probe().await, Err(StoreError::Closed));
    assert_eq!(store.close().await, Err(StoreError::Closed));
    let recovered = premises.open().await.recover(&acme(), LONG_AGO).await.unwrap();
    assert_eq!(recovered.interactions.len(), 1);
}

pub(in crate::store) fn what_was_acknowledged_survives_a_crash<P: Premises>() {
    let premises = P::new();
    for round in 0..5 {
        // Dropping a runtime ends its tasks where they stand, without a word to the store.
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let store = premises.open().await;
            let recovered = store.recover(&acme(), LONG_AGO).await.unwrap();
            assert_eq!(recovered.interactions.len(), round);
            store.append(opening(&acme(), round as u128)).await.unwrap();
        });
        runtime.shutdown_background();
        premises.wait_until_free();
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let report = runtime.block_on(async {
        premises.open().await.close().await.unwrap();
        premises.audit().await
    });
    assert!(report.is_good(), "{report}");
    assert_eq!(report.interactions, 5);
}

pub(in crate::store) async fn a_start_is_given_the_first_record_of_each_of_the_latest_calls<
    P: Premises,
>() {
    let premises = P::new();
    let store = premises.open().await;
    let ids = [9, 3, 6].map(InteractionId::from_u128);
    for id in ids {
        let records = vec![call::first_record(&acme(), id)];
        let batch = Batch::Interaction { tenant: acme(), interaction: id, records, sealing: false };
        store.append(batch).await.unwrap();
    }
    store.append(whole_call(1)).await.unwrap();
    let opened = store.recover(&acme(), LONG_AGO).await.unwrap().opened;
    let id_and_name = |first: &Record| {
        let Fact::Call(CallFact::Opened { id, name, .. }) = &first.fact else {
            panic!("{first:?}")
        };
        (*id, name.text().to_owned())
    };
    let told: Vec<_> = opened.iter().map(id_and_name).collect();
    let one = InteractionId::from_u128(1);
    assert_eq!(
        told,
        [ids[0], ids[1], ids[2], one].map(|id| (id, String::new())),
        "also those that are over"
    );
    assert_eq!(store.recover(&globex(), LONG_AGO).await, Ok(Recovered::default()));
}
