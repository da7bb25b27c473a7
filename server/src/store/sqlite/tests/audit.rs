//! What an audit finds: every change, deletion, reordering and truncation up to the last anchor,
//! and facts that the state machine would not have concluded.

use std::{collections::BTreeSet, fs};

use backline_core::{
    audit::{Finding, interaction},
    id::{InteractionId, PersonId},
    interaction::{Fact, HelpFact, Interaction, Lens, RequestFact, SuperviseFact},
    protocol::Record,
    routing::{Edge, PartyId},
};
use sqlx::{Connection, Row, SqliteConnection};

use super::folder::Folder;
use crate::store::{
    Batch, Store,
    sqlite::{AuditOptions, verify},
    tests::{
        call::{self, acme, globex, opening, segment, whole_call},
        conformance::Premises,
    },
    verify::AuditReport,
};

/// A record of two tenants with two calls that are over, two live ones and a floor.
async fn recorded() -> Folder {
    let folder = Folder::new();
    let store = folder.open().await;
    store.append(segment(0)).await.unwrap();
    store.append(whole_call(1)).await.unwrap();
    store.append(whole_call(2)).await.unwrap();
    store.append(opening(&acme(), 3)).await.unwrap();
    store.append(opening(&globex(), 4)).await.unwrap();
    store.checkpoint().await.unwrap();
    store.close().await.unwrap();
    let report = folder.audit().await;
    assert!(report.is_good(), "{report}");
    assert_eq!((report.interactions, report.tenants), (4, 2));
    folder
}

/// What somebody does who has the database in hand.
async fn tamper(folder: &Folder, statements: &[&'static str]) -> AuditReport {
    let mut db = unguarded(folder).await;
    for statement in statements {
        let done = sqlx::query(*statement).execute(&mut db).await.expect(statement);
        assert!(done.rows_affected() > 0, "{statement} changes something");
    }
    guarded(&mut db).await;
    db.close().await.unwrap();
    folder.audit().await
}

/// Takes the triggers off.
async fn unguarded(folder: &Folder) -> SqliteConnection {
    let mut db = folder.stranger().await;
    sqlx::query("PRAGMA foreign_keys = off").execute(&mut db).await.unwrap();
    sqlx::query("CREATE TABLE aside AS SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .execute(&mut db)
        .await
        .unwrap();
    for row in sqlx::query("SELECT name FROM aside").fetch_all(&mut db).await.unwrap() {
        let drop = format!("DROP TRIGGER {}", row.get::<String, _>("name"));
        sqlx::query(sqlx::AssertSqlSafe(drop)).execute(&mut db).await.unwrap();
    }
    db
}

/// Puts them on again, as if nothing had been.
async fn guarded(db: &mut SqliteConnection) {
    for row in sqlx::query("SELECT sql FROM aside").fetch_all(&mut *db).await.unwrap() {
        let create = sqlx::AssertSqlSafe(row.get::<String, _>("sql"));
        sqlx::query(create).execute(&mut *db).await.unwrap();
    }
    sqlx::query("DROP TABLE aside").execute(db).await.unwrap();
}

#[tokio::test]
async fn every_kind_of_tampering_is_found() {
    let kinds: [&[&'static str]; 20] = [
        // Changed.
        &[
            "UPDATE fact SET body = cast(replace(cast(body AS TEXT), 'coach', 'monit') AS BLOB) WHERE log = 2 AND number = (SELECT min(number) FROM fact WHERE log = 2 AND cast(body AS TEXT) LIKE '%coach%')",
        ],
        &["UPDATE fact SET hash = zeroblob(32) WHERE log = 2 AND number = 3"],
        &[
            "UPDATE checkpoint SET body = cast(replace(cast(body AS TEXT), 'opened', 'sealed') AS BLOB) WHERE tenant = 'acme' AND number = 1",
        ],
        &["UPDATE log SET tenant = 'globex' WHERE id = 4"],
        &["UPDATE log SET interaction = '00000000-0000-0000-0000-0000000000ff' WHERE id = 4"],
        // Deleted.
        &["DELETE FROM fact WHERE log = 2 AND number = 5"],
        &["DELETE FROM fact WHERE log = 4"],
        &[
            "DELETE FROM fact WHERE log = 4",
            "DELETE FROM log WHERE id = 4",
            "DELETE FROM live WHERE log = 4",
        ],
        &["DELETE FROM checkpoint WHERE tenant = 'acme' AND number = 2"],
        &["DELETE FROM checkpoint WHERE tenant = 'globex'"],
        &["DELETE FROM log WHERE interaction IS NULL"],
        // Cut off at the end.
        &[
            "DELETE FROM fact WHERE log = 2 AND number = (SELECT max(number) FROM fact WHERE log = 2)",
        ],
        &[
            "DELETE FROM checkpoint WHERE tenant = 'acme' AND number = (SELECT max(number) FROM checkpoint WHERE tenant = 'acme')",
        ],
        // Moved.
        &[
            "UPDATE fact SET number = 1000 WHERE log = 2 AND number = 4",
            "UPDATE fact SET number = 4 WHERE log = 2 AND number = 5",
            "UPDATE fact SET number = 5 WHERE log = 2 AND number = 1000",
        ],
        &[
            "UPDATE log SET interaction = 'x' WHERE id = 2",
            "UPDATE log SET interaction = '00000000-0000-0000-0000-000000000001' WHERE id = 3",
            "UPDATE log SET interaction = '00000000-0000-0000-0000-000000000002' WHERE id = 2",
        ],
        // The tables beside the chains.
        &["DELETE FROM subject_key WHERE subject = 'person ana'"],
        &["DELETE FROM personal_text WHERE id = 1"],
        &["UPDATE personal_text SET nonce = zeroblob(12) WHERE id = 1"],
        &["INSERT INTO live (log) VALUES (2)"],
        &["DELETE FROM segment"],
    ];
    for statements in kinds {
        let folder = recorded().await;
        let report = tamper(&folder, statements).await;
        assert!(!report.is_good(), "{statements:?} was not found");
    }
}

#[tokio::test]
async fn a_trigger_that_was_taken_off_or_blunted_is_missed() {
    let folder = recorded().await;
    let mut db = folder.stranger().await;
    for statement in [
        "DROP TRIGGER fact_stays",
        "DROP TRIGGER fact_stands",
        "CREATE TRIGGER fact_stands BEFORE UPDATE ON fact BEGIN SELECT 1; END",
        "CREATE TABLE mine (x)",
    ] {
        sqlx::query(statement).execute(&mut db).await.unwrap();
    }
    db.close().await.unwrap();
    let report = folder.audit().await;
    for problem in ["fact_stays is gone", "fact_stands is not as", "mine does not belong"] {
        assert!(report.problems.iter().any(|it| it.contains(problem)), "{problem}: {report}");
    }
}

#[tokio::test]
async fn every_byte_of_every_fact_and_checkpoint_is_protected() {
    let folder = recorded().await;
    let mut db = unguarded(&folder).await;
    let mut tried = 0;
    for (table, key) in [("fact", "log"), ("checkpoint", "tenant")] {
        let all = format!("SELECT CAST({key} AS TEXT) AS place, number, body, hash FROM {table}");
        let rows = sqlx::query(sqlx::AssertSqlSafe(all)).fetch_all(&mut db).await.unwrap();
        for row in rows {
            let (place, number) = (row.get::<String, _>("place"), row.get::<i64, _>("number"));
            for column in ["body", "hash"] {
                let whole: Vec<u8> = row.get(column);
                // Each row in another place, so that all places have their turn.
                let at = (tried * 37) % whole.len();
                let mut changed = whole.clone();
                changed[at] ^= 1 << (tried % 8);
                for (bytes, good) in [(changed, false), (whole, true)] {
                    let update = format!(
                        "UPDATE {table} SET {column} = ? WHERE CAST({key} AS TEXT) = ? AND number = ?"
                    );
                    let update = sqlx::query(sqlx::AssertSqlSafe(update));
                    let update = update.bind(bytes).bind(&place).bind(number);
                    update.execute(&mut db).await.unwrap();
                    if !good {
                        let report = folder.audit().await;
                        let found = report
                            .problems
                            .iter()
                            .any(|it| !it.contains("trigger") && !it.contains("aside"));
                        assert!(found, "{table} {place} {number}: byte {at} of {column}");
                    }
                }
                tried += 1;
            }
        }
    }
    assert!(tried > 100, "{tried} bytes were tried");
    guarded(&mut db).await;
    db.close().await.unwrap();
    let report = folder.audit().await;
    assert!(report.is_good(), "{report}");
}

#[tokio::test]
async fn a_flipped_byte_of_the_file_is_found_or_changes_nothing_that_counts() {
    let folder = recorded().await;
    // Enough on record that most pages of the file hold something that counts.
    let store = folder.open().await;
    for n in 5..9 {
        store.append(whole_call(n)).await.unwrap();
    }
    store.close().await.unwrap();
    let whole = fs::read(folder.database()).unwrap();
    let (content, mut found) = (dump(&folder).await.unwrap(), 0);
    let flips = std::env::var("BACKLINE_FLIPS").ok().and_then(|n| n.parse().ok()).unwrap_or(150);
    for at in (0..whole.len()).step_by(whole.len() / flips + 1) {
        let mut changed = whole.clone();
        changed[at] ^= 0x10;
        fs::write(folder.database(), changed).unwrap();
        let options =
            AuditOptions { path: folder.database(), anchor: folder.anchor(), public_key: None };
        let good = verify(&options).await.is_ok_and(|it| it.is_good());
        if good {
            let now = dump(&folder).await;
            assert!(now.as_ref() == Some(&content), "byte {at} was not found");
        } else {
            found += 1;
        }
    }
    assert!(found > flips / 3, "{found} of {flips} were found");
    fs::write(folder.database(), whole).unwrap();
    assert!(folder.audit().await.is_good());
}

/// Everything that counts in the database; `None` when it cannot be read.
async fn dump(folder: &Folder) -> Option<BTreeSet<Vec<u8>>> {
    let mut db = folder.stranger().await;
    let mut content = BTreeSet::new();
    for (table, all) in [
        ("fact", "SELECT cast(log || ' ' || number || ' ' AS BLOB) || body || hash FROM fact"),
        ("check", "SELECT cast(tenant || ' ' || number AS BLOB) || body || hash FROM checkpoint"),
        (
            "text",
            "SELECT cast(id || ' ' || subject_key AS BLOB) || nonce || body FROM personal_text",
        ),
    ] {
        for row in sqlx::query(all).fetch_all(&mut db).await.ok()? {
            let mut bytes = table.as_bytes().to_vec();
            bytes.extend(row.try_get::<Vec<u8>, _>(0).ok()?);
            content.insert(bytes);
        }
    }
    Some(content)
}

#[tokio::test]
async fn a_chain_that_was_written_anew_does_not_fit_the_anchors() {
    let (folder, other) = (recorded().await, recorded().await);
    // The same calls, recorded a second time: every chain in itself is right.
    fs::copy(other.database(), folder.database()).unwrap();
    let report = folder.audit().await;
    assert!(
        report.problems.iter().any(|it| it.contains("was anchored") || it.contains("not the one")),
        "{report}"
    );
    // With the other's anchors as well, it is the signature that does not fit.
    fs::copy(other.anchor(), folder.anchor()).unwrap();
    let report = folder.audit().await;
    assert!(report.problems.iter().any(|it| it.contains("not signed by")), "{report}");
}

#[tokio::test]
async fn a_changed_line_of_the_anchor_file_is_found_and_one_cut_off_by_a_crash_is_not_held_against_it()
 {
    let folder = recorded().await;
    let text = fs::read_to_string(folder.anchor()).unwrap();
    for (from, to) in
        [("\"number\":1,", "\"number\":2,"), ("\"tenant\":\"acme\"", "\"tenant\":\"acne\"")]
    {
        fs::write(folder.anchor(), text.replacen(from, to, 1)).unwrap();
        assert!(!folder.audit().await.is_good(), "{from}");
    }
    fs::write(folder.anchor(), &text[..text.len() - 40]).unwrap();
    let report = folder.audit().await;
    assert!(report.is_good(), "{report}");
    assert_eq!(report.remarks.len(), 1, "{report}");
    folder.open().await.close().await.unwrap();
    let report = folder.audit().await;
    assert!(report.is_good(), "{report}");
    fs::write(folder.anchor(), "").unwrap();
    assert!(!folder.audit().await.is_good(), "no anchor is no proof");
}

#[tokio::test]
async fn an_audit_looks_at_a_running_server_too() {
    let folder = Folder::new();
    let store = folder.open().await;
    store.append(whole_call(1)).await.unwrap();
    let report = folder.audit().await;
    assert!(report.is_good(), "{report}");
    assert!(report.to_string().starts_with("The record is as it was written: "), "{report}");
    store.append(whole_call(2)).await.unwrap();
}

#[tokio::test]
async fn a_log_that_the_state_machine_would_not_have_written_is_reported() {
    let folder = Folder::new();
    let store = folder.open().await;
    let id = InteractionId::from_u128(9);
    let mut records = call::coached(id);
    let coaching = records
        .iter()
        .position(
            |record| matches!(&record.fact, Fact::Supervise(SuperviseFact::ActionActive { edges, .. }) if edges.0.len() > 4),
        )
        .unwrap();
    let Fact::Supervise(SuperviseFact::ActionActive { edges, .. }) = &mut records[coaching].fact
    else {
        panic!("it is one")
    };
    let sofia = PartyId::Person(PersonId::new("sofia").unwrap());
    edges.0.insert(Edge::between(sofia, PartyId::Customer));
    let whole = Batch::Interaction { tenant: acme(), interaction: id, records, sealing: true };
    store.append(whole).await.unwrap();
    store.close().await.unwrap();
    let report = folder.audit().await;
    let said = format!("fact {coaching}: it lets the customer hear sofia");
    assert!(report.problems.iter().any(|problem| problem.contains(&said)), "{report}");
}

#[test]
fn a_good_log_replays_without_a_difference_and_one_with_a_hole_seldom_does() {
    let records = call::coached(InteractionId::from_u128(1));
    assert_eq!(interaction(&records), []);
    let mut found = 0;
    for without in 0..records.len() {
        let mut log = records.clone();
        log.remove(without);
        for (number, record) in (0_u64..).zip(&mut log) {
            record.number = number;
        }
        found += usize::from(!interaction(&log).is_empty());
    }
    assert!(found >= records.len() / 3, "{found} of {}", records.len());
    let stamped: Vec<_> = records.iter().map(|record| record.stamped()).collect();
    assert!(Interaction::fold(Lens::Server, &stamped).unwrap().is_over());
}

/// What is said of a call with help when one of its facts is told twice, or another in its place.
fn said(id: u128, change: impl Fn(&mut Vec<Record>)) -> Vec<String> {
    let mut log = call::helped(InteractionId::from_u128(id));
    assert_eq!(interaction(&log), []);
    change(&mut log);
    for (number, record) in (0_u64..).zip(&mut log) {
        record.number = number;
    }
    interaction(&log).iter().map(Finding::to_string).collect()
}

fn place(log: &[Record], fits: impl Fn(&RequestFact) -> bool) -> usize {
    let fact = |record: &Record| {
        let Fact::Help(HelpFact::Request { what, .. }) = &record.fact else { return false };
        fits(what)
    };
    log.iter().position(fact).unwrap()
}

#[test]
fn what_help_facts_cannot_have_come_from_is_said() {
    let claim = |what: &RequestFact| matches!(what, RequestFact::Claimed { .. });
    let expect = |told: Vec<String>, part: &str| {
        assert!(told.iter().any(|it| it.contains(part)), "{part}: {told:#?}");
    };
    let told = said(1, |log| {
        log.remove(place(log, |what| matches!(what, RequestFact::Requested { .. })));
    });
    expect(told, "there was no such help request");
    let told = said(2, |log| {
        let at = place(log, claim);
        log.insert(at + 1, log[at].clone());
    });
    expect(told, "somebody had taken it already");
    let told = said(3, |log| {
        let at = place(log, claim);
        let Fact::Help(HelpFact::Request { what: RequestFact::Claimed { stage, .. }, .. }) =
            &mut log[at].fact
        else {
            unreachable!()
        };
        *stage = 2;
    });
    expect(told, "that stage was not under way");
    let told = said(4, |log| {
        let at = place(log, |what| matches!(what, RequestFact::Rejected { .. }));
        log.insert(at + 1, log[at].clone());
    });
    expect(told, "the same person had rejected it before");
    let told = said(5, |log| {
        let at = place(log, |what| matches!(what, RequestFact::Closed { .. }));
        log.insert(at + 1, log[at].clone());
    });
    expect(told, "nobody had taken it");
    let told = said(6, |log| {
        let note = log
            .iter()
            .position(|it| matches!(it.fact, Fact::Supervise(SuperviseFact::NoteSent { .. })))
            .unwrap();
        let early = log[note].clone();
        log.insert(1, early);
    });
    expect(told, "its author neither coached nor helped");
    let told = said(7, |log| {
        log.remove(place(log, claim));
    });
    expect(told, "this person had not taken that request");
}
