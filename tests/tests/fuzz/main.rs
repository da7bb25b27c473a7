//! The fuzz targets on a stable compiler: the kept corpus, and seeded mutations of it.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

// What `fuzz/` names `libfuzzer_sys` is this crate here, and its targets are functions of bytes: they
// are run as they stand, without the toolchain that fuzzing needs. Their programs are a member of the
// workspace, which clippy builds with all others.
extern crate self as libfuzzer_sys;

/// In the place of libFuzzer's.
#[macro_export]
macro_rules! fuzz_target {
    (|$bytes:ident: &[u8]| $body:expr) => {
        pub(crate) fn target($bytes: &[u8]) {
            $body
        }
    };
}

#[allow(unused_attributes)]
#[path = "../../../fuzz/fuzz_targets/datagram.rs"]
mod datagram;
#[allow(unused_attributes)]
#[path = "../../../fuzz/fuzz_targets/session_description.rs"]
mod session_description;
#[allow(unused_attributes)]
#[path = "../../../fuzz/fuzz_targets/socket_message.rs"]
mod socket_message;

/// What is fuzzed.
type Target = fn(&[u8]);

/// Every target that is built here.
const TARGETS: [(&str, Target); 3] = [
    ("datagram", datagram::target),
    ("session_description", session_description::target),
    ("socket_message", socket_message::target),
];

/// Mutations of each target's corpus; `BACKLINE_MUTATIONS` asks for another number.
const MUTATIONS: usize = 20_000;

/// A small generator, so that a failure can be had again from its seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) >> 1).unwrap_or(0) % sides.max(1)
    }

    fn byte(&mut self) -> u8 {
        u8::try_from(self.roll(256)).unwrap_or(0)
    }
}

fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "the corpus of {target} is empty");
    paths.into_iter().map(|path| fs::read(path).unwrap()).collect()
}

fn mutate(dice: &mut Dice, corpus: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = corpus[dice.roll(corpus.len())].clone();
    for _ in 0..=dice.roll(6) {
        let at = dice.roll(bytes.len() + 1);
        match dice.roll(6) {
            0 if at < bytes.len() => bytes[at] = dice.byte(),
            1 if at < bytes.len() => bytes[at] ^= 1 << dice.roll(8),
            2 => bytes.insert(at, dice.byte()),
            3 => {
                let until = (at + dice.roll(40)).min(bytes.len());
                bytes.drain(at..until);
            }
            4 => {
                let other = &corpus[dice.roll(corpus.len())];
                let from = dice.roll(other.len() + 1);
                let until = (from + dice.roll(80)).min(other.len());
                bytes.splice(at..at, other[from..until].iter().copied());
            }
            _ => bytes.truncate(at),
        }
    }
    bytes
}

fn run(target: &str) {
    let (_, function) = TARGETS.iter().find(|(name, _)| *name == target).unwrap();
    let started = std::time::Instant::now();
    let corpus = corpus(target);
    corpus.iter().for_each(|bytes| function(bytes));
    let wanted = std::env::var("BACKLINE_MUTATIONS").ok();
    let mutations = wanted.map_or(MUTATIONS, |number| number.parse().unwrap());
    for seed in 0..mutations {
        let bytes = mutate(&mut Dice(seed as u64), &corpus);
        if std::panic::catch_unwind(|| function(&bytes)).is_err() {
            panic!("{target}: the mutation of seed {seed} fails: {}", bytes.escape_ascii());
        }
    }
    let took = started.elapsed();
    println!("{target}: {} kept, {mutations} mutations, {took:.1?}", corpus.len());
}

///
#[test]
fn a_socket_message_of_any_bytes_is_a_message_or_an_error() {
    run("socket_message");
}

///
#[test]
fn a_session_description_of_any_bytes_is_joined_or_refused() {
    run("session_description");
}

///
#[test]
fn datagrams_of_any_bytes_get_no_answer_and_end_nothing() {
    run("datagram");
}

///
#[test]
fn every_target_is_built_here_and_has_a_program_and_a_corpus() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let names = |folder: PathBuf| -> BTreeSet<String> {
        let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        paths.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
    };
    let built: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names(root.join("../fuzz/fuzz_targets")), built);
    assert_eq!(names(root.join("corpus")), built);
    let manifest = fs::read_to_string(root.join("../fuzz/Cargo.toml")).unwrap();
    for name in &built {
        let program = format!(
            "[[bin]]\nname = \"{name}\"\npath = \"fuzz_targets/{name}.rs\"\nrequired-features = [\"programs\"]\n"
        );
        assert!(manifest.contains(&program), "{name} has no program");
    }
    assert_eq!(manifest.matches("[[bin]]").count(), built.len());
}

///
#[test]
fn every_program_of_fuzz_is_built_by_the_test_command() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap();
    let manifest = read("Cargo.toml");
    let members = manifest.lines().find(|line| line.starts_with("members")).unwrap();
    assert!(members.contains("\"fuzz\""), "{members}");
    let checks = read("xtask/src/commands/checks.rs");
    let clippy = checks.split_once("fn clippy(").unwrap().1.split_once("\n}").unwrap().0;
    assert!(clippy.contains("args(NATIVE)") && clippy.contains("args(FUZZED)"), "{clippy}");
    assert!(checks.contains("[\"--features\", \"backline-fuzz/programs\"]"));
}
