//! What a tenant can choose about help, and what is said about each mistake.

use std::path::Path;

use backline_core::{
    id::PersonId,
    terms::{Audience, MicrophoneUse, NoAnswer, Since, Terms},
    time::Millis,
};
use serde_json::Value;

use crate::config::{Config, file::parse};

const PEOPLE: &str = "[[tenant]]
id = \"acme\"
[[tenant.person]]
id = \"ana\"
roles = [\"agent\"]
[[tenant.person]]
id = \"sofia\"
roles = [\"awa_manager\"]
";

/// Another value for every policy that there is.
const OTHERWISE: &str = "
[tenant.terms]
version = 2
ring_for = \"PT1M5S\"
ring_again_after = 45
on_no_answer = \"available\"
tell_nobody_free_after = \"1m30s\"
party_grace = \"45s\"
supervisor_grace = \"45s\"
confirm_within = \"500ms\"
supervisor_silence = \"6s\"
allow_switch = true
live_updates = false
notify_agent_on_monitor = true
\"coach.push_to_send\" = true
supervision_scope = \"team\"
unreachable = { phone = \"+44-20-7946-0958\", hours = \"9 to 5\" }
microphone = \"on_call\"
[tenant.help]
reject_policy = \"first\"
wait = \"never\"
confirm_label = \"Claim\"
after_disconnect = \"close\"
after_loss = \"keep\"
helper_grace = \"45s\"
untouched_after = \"1m\"
'Display native browser notification' = false
[[tenant.help.reason]]
id = \"refund\"
label = \"Refund\"
comment = \"Amount: \"
[[tenant.help.reason.stage]]
'Assistance of specific agent' = true
'Agent ID' = \"sofia\"
'Allow Busy agents to claim' = true
'Allow Offline agents to claim' = true
wait = \"PT45S\"
'Show Timer' = true
'Auto-action timeout' = 20
[[tenant.help.stage]]
audience = \"night\"
'Show Timer' = true
[tenant.help.popup]
'Display \"Notify Agent\" popup' = true
Text = \"**Wait.**\"
Claim = { label = \"Accept\" }
Close = { label = \"Ignore\" }
Reject = { shown = false }
[[tenant.help.popup.'Additional timers']]
Label = \"On the call\"
since = \"call\"
[[tenant.help.popup.'Additional timers']]
Label = \"Since the outage\"
'Unix Timestamp' = 1767225600
[[tenant.team]]
id = \"night\"
members = [\"ana\"]
supervisors = [\"sofia\"]
";

fn read(text: &str) -> Config {
    parse(&format!("{PEOPLE}{text}"), Path::new("")).unwrap()
}

/// Each problem with its line, counted from the first after the people.
fn problems(text: &str) -> Vec<(usize, String)> {
    let problems = parse(&format!("{PEOPLE}{text}"), Path::new("")).unwrap_err();
    let before = PEOPLE.lines().count();
    problems.into_iter().map(|it| (it.line.unwrap() - before, it.text)).collect()
}

/// The policies that are as usual, by their path.
fn usual(path: &str, terms: &Value, usual: &Value, found: &mut Vec<String>) {
    match (terms, usual) {
        (Value::Object(terms), Value::Object(defaults)) => {
            // What is not written is as usual, so what is written then is not.
            for (key, value) in terms {
                let usual = defaults.get(key).unwrap_or(&Value::Null);
                self::usual(&format!("{path}.{key}"), value, usual, found);
            }
        }
        _ if terms == usual => found.push(path.to_owned()),
        _ => {}
    }
}

///
#[test]
fn every_term_of_the_core_can_be_set() {
    let terms = read(OTHERWISE).tenants.remove(0).terms;
    let mut found = Vec::new();
    let (chosen, defaults) = (serde_json::to_value(&terms), serde_json::to_value(Terms::default()));
    usual("terms", &chosen.unwrap(), &defaults.unwrap(), &mut found);
    let unchanged = ["popup.claim.shown", "popup.close.shown", "popup.reject.label"]
        .map(|it| format!("terms.help.{it}"));
    assert_eq!(found, unchanged);
    let unwritten = (terms.on_no_answer, terms.microphone);
    assert_eq!(unwritten, (NoAnswer::Available, MicrophoneUse::OnCall));
    let way = (&*terms.unreachable_phone, &*terms.unreachable_hours);
    assert_eq!(way, ("+44-20-7946-0958", "9 to 5"));

    let [reason] = &terms.help.reasons[..] else { panic!("{:?}", terms.help.reasons) };
    let [own] = &reason.plan[..] else { panic!("{:?}", reason.plan) };
    assert_eq!(own.audience, Audience::Specific(PersonId::new("sofia").unwrap()));
    assert!(own.allow_busy && own.allow_offline);
    assert_eq!((own.wait, own.timer), (Millis::seconds(45), Some(Millis::seconds(20))));
    let [stage] = &terms.help.plan[..] else { panic!("{:?}", terms.help.plan) };
    assert_eq!(stage.audience, Audience::OtherTeam("night".parse().unwrap()));
    assert_eq!(stage.timer, Some(Millis::seconds(10)), "the usual Auto-action timeout");
    let since: Vec<Since> = terms.help.popup.timers.iter().map(|timer| timer.since).collect();
    assert_eq!(since, [Since::Call, Since::Unix(1_767_225_600)]);
}

#[test]
fn a_tenant_without_teams_is_one_and_with_them_everybody_has_their_own() {
    let one = read("").tenants.remove(0);
    let teams = |person: usize, config: &crate::config::TenantConfig| {
        let profile = config.people[person].profile();
        (profile.teams.len(), profile.supervises.len())
    };
    assert_eq!((teams(0, &one), teams(1, &one)), ((1, 0), (0, 1)));
    assert_eq!(one.people[0].teams, one.people[1].supervises);
    let two = read(
        "[[tenant.team]]\nid = \"day\"\nmembers = [\"ana\", \"sofia\"]\n[[tenant.team]]\nid = \"night\"\nsupervisors = [\"sofia\"]\n",
    );
    let two = &two.tenants[0];
    assert_eq!((teams(0, two), teams(1, two)), ((1, 0), (1, 1)));
    assert_eq!(two.people[1].supervises, ["night".parse().unwrap()]);
}

///
#[test]
fn every_problem_of_help_is_told_with_its_line_and_what_is_allowed() {
    let told = problems(
        "[tenant.terms]
coach.push_to_send = true
supervision_scope = \"world\"
[tenant.help]
reject_policy = \"some\"
confirm_label = \"Take\"
after_loss = \"forget\"
reason = []
[[tenant.help.stage]]
audience = \"day\"
'Auto-action timeout' = \"10s\"
[[tenant.help.stage]]
'Assistance of specific agent' = true
'Agent ID' = \"nina\"
[[tenant.help.stage]]
'Assistance of specific agent' = true
'Agent ID' = \"ana\"
[[tenant.help.stage]]
'Assistance of specific agent' = true
[[tenant.help.stage]]
'Agent ID' = \"sofia\"
[[tenant.help.stage]]
audience = \"team\"
'Assistance of specific agent' = true
'Agent ID' = \"sofia\"
[[tenant.help.stage]]
'Show Timer' = true
wait = \"5s\"
[tenant.help.popup]
Claim = { label = \"\" }
[[tenant.help.popup.'Additional timers']]
Label = \"Since\"
'Unix Timestamp' = 1767225600000
[[tenant.help.popup.'Additional timers']]
since = \"lunch\"
[[tenant.help.popup.'Additional timers']]
Label = \"Since\"
[[tenant.team]]
id = \"fan_out\"
members = [\"nina\"]
[[tenant.team]]
id = \"late\"
[[tenant.team]]
id = \"late\"
",
    );
    let expected = [
        (2, "'coach.push_to_send', on_no_answer, supervision_scope"),
        (3, "expected `tenant` or `team`"),
        (4, "There is no reason to ask help for"),
        (5, "expected `first` or `all`"),
        (6, "\"Confirm\" or \"Claim\""),
        (7, "expected one of `keep`, `reopen`, `close`"),
        (9, "'Show Timer' = true"),
        (10, "no team \"day\""),
        (14, "no person \"nina\""),
        (17, "may not take help requests"),
        (18, "needs 'Agent ID'"),
        (21, "needs 'Assistance of specific agent' = true"),
        (23, "Leave audience out"),
        (26, "never passes"),
        (29, "at most 2"),
        (30, "1 to 80 characters"),
        (33, "Write seconds: 1767225600."),
        (34, "needs 'Label'"),
        (35, "call, answer or request"),
        (36, "from one instant"),
        (38, "fan_out is a word for an audience"),
        (40, "no person \"nina\""),
        (43, "a team late already"),
    ];
    let lines: Vec<usize> = told.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, expected.map(|(line, _)| line), "{told:#?}");
    for ((_, text), (line, part)) in told.iter().zip(expected) {
        assert!(text.contains(part), "line {line}: {text}");
    }
}

///
#[test]
fn what_a_panel_does_with_the_microphone_is_one_of_two_words() {
    let told = problems("[tenant.terms]\nring_for = \"20s\"\nmicrophone = \"cold\"\n");
    let [(line, text)] = &told[..] else { panic!("{told:#?}") };
    assert_eq!(*line, 3);
    assert!(text.contains("expected `warm` or `on_call`"), "{text}");
}

#[test]
fn a_plan_has_a_stage_and_a_reason_has_its_name_to_itself() {
    let told = problems(
        "[tenant.help]\nstage = []\n[[tenant.help.reason]]\nid = \"a\"\nstage = []\n[[tenant.help.reason]]\nid = \"a\"\n",
    );
    let lines: Vec<usize> = told.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [1, 3, 6], "{told:#?}");
    assert!(told[0].1.contains("no stage") && told[1].1.contains("no stage"), "{told:#?}");
    assert!(told[2].1.contains("a reason a already"), "{told:#?}");
}

#[test]
fn what_stands_on_screens_has_something_to_be_seen() {
    let nothing = "\"\\u200b\\u3164\"";
    let told = problems(&format!(
        "[tenant.help.popup]\nReject = {{ label = {nothing} }}\n[[tenant.help.reason]]\nid = \"a\"\nlabel = {nothing}\n"
    ));
    let lines: Vec<usize> = told.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [2, 5], "{told:#?}");
    assert!(told.iter().all(|(_, text)| text.contains("something to be seen")), "{told:#?}");
}
