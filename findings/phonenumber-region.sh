#!/usr/bin/env bash
# The Rust crate `phonenumber` takes digits out of a complete number, "+" and country code and all,
# when it is told the region that numbers are dialled in: it looks there for the trunk prefix of the
# caller's country, not of the number's. In the US that is 1, and a mobile in Germany loses its 1;
# in Britain it is 0, and Milan loses its 0; in Russia it is 8, and American toll-free loses its 8.
# Some of what is left is the number of somebody else, and is_valid() says true. A region is what
# numbers of local callers need. Seen in 0.3.10, beside the Python port with the same metadata.
# Hurt is who keys a directory or calls back by its E.164. We keep a number as it was handed to us.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check phonenumbers==9.0.33
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "seen"
version = "0.0.0"
edition = "2021"

[dependencies]
phonenumber = "=0.3.10"

[workspace]
TOML
cat >src/main.rs <<'RS'
use phonenumber::{Mode, country::Id, parse};

fn main() {
    for line in std::io::stdin().lines() {
        let line = line.unwrap();
        let (region, number) = line.split_once(' ').unwrap();
        for region in [None, Some(region.parse::<Id>().unwrap())] {
            let number = parse(region, number).unwrap();
            print!("{} {} ", number.format().mode(Mode::E164), number.is_valid());
        }
        println!();
    }
}
RS
cat >numbers <<'TEXT'
US +49 171 3920012
US +49 152 28895456
US +86 131 2345 6789
US +44 121 496 0123
US +33 1 99 00 12 34
US +353 1 234 5678
GB +39 02 1234 5678
FR +225 01 23 45 67 89
RU +1 800 555 0199
US +44 20 7946 0958
TEXT
cargo run --quiet <numbers >rust
cat >seen.py <<'PY'
import phonenumbers

print("crate phonenumber 0.3.10, Python phonenumbers", phonenumbers.__version__)
right = wrong = other = 0
for line, rust in zip(open("numbers"), open("rust")):
    region, number = line.strip().split(" ", 1)
    alone, alone_valid, with_region, valid = rust.split()
    parsed = phonenumbers.parse(number, region)
    expected = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    assert phonenumbers.is_valid_number(parsed), number
    said = "the same" if with_region == expected else f"{with_region}, is_valid {valid}"
    print(f"  {number:20} dialled in {region}: Python {expected}, crate without a region"
          f" {alone}, with it {said}")
    right += alone == expected and alone_valid == "true"
    wrong += with_region != expected
    other += with_region != expected and valid == "true"
print(f"{right} of 10 are right without a region, {wrong} wrong with one, {other} of these valid.")
as_before = (right, wrong, other) == (10, 9, 3)
print("As before: a region takes digits away." if as_before else "This is no longer so.")
raise SystemExit(not as_before)
PY
python/bin/python seen.py
