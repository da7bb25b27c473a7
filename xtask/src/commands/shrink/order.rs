//! The functions of a program, like beside like.
//!
//! To brotli the program is one text: what it has seen shortly before costs less than what stands
//! far away, and its codes are made for a stretch of the text. Functions that the compiler made
//! from one generic, or for types of one shape, are nearly equal, and stand anywhere. Put side by
//! side they take 9 KiB off what `/panel` loads. What a function does is not known here.

use anyhow::{Context, Result, bail, ensure};
use std::cmp::Reverse;
use std::collections::HashMap;
use std::fs;
use std::path::Path;

/// How many bytes of a function are compared at once.
const PIECE: usize = 4;
/// How many marks a function has: enough to tell what is alike, few enough to be compared.
const MARKS: usize = 128;

/// What a function looks like: its pieces fall into so many classes, and of each the one with the
/// lowest digest is its mark. Two functions have the same mark as often as they share pieces.
type Marks = [Option<u32>; MARKS];

/// Gives the functions of the program at `path` the names by which wasm-opt can sort them.
pub(crate) fn name_functions(path: &Path) -> Result<()> {
    let mut program = fs::read(path).with_context(|| format!("no {}", path.display()))?;
    let named = {
        let (imported, bodies) = functions(&program)
            .with_context(|| format!("{} is no program as expected", path.display()))?;
        names(imported, &order(&bodies))
    };
    program.extend(named);
    fs::write(path, program)?;
    Ok(())
}

/// The functions in their new order.
fn order(bodies: &[&[u8]]) -> Vec<usize> {
    let marks: Vec<Marks> = bodies.iter().map(|body| marks_of(body)).collect();
    let mut marked: HashMap<(usize, u32), Vec<usize>> = HashMap::new();
    for (function, marks) in marks.iter().enumerate() {
        for place in places(marks) {
            marked.entry(place).or_default().push(function);
        }
    }
    let length = |function: usize| bodies[function].len();
    let mut left: Vec<usize> = (0..bodies.len()).collect();
    let mut order = Vec::with_capacity(bodies.len());
    let mut next = left.iter().copied().min_by_key(|it| length(*it));
    while let Some(last) = next {
        order.push(last);
        left.retain(|it| *it != last);
        let mut shared = vec![0_usize; bodies.len()];
        for place in places(&marks[last]) {
            for other in &marked[&place] {
                shared[*other] += 1;
            }
        }
        let likeness = |it: &usize| (shared[*it], Reverse(length(*it).abs_diff(length(last))));
        next = left.iter().copied().max_by_key(likeness);
    }
    order
}

fn marks_of(body: &[u8]) -> Marks {
    let mut marks = [None; MARKS];
    for piece in body.windows(PIECE) {
        let piece = piece.iter().fold(0_u64, |all, byte| (all << 8) | u64::from(*byte));
        let digest = piece.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let (digest, class) = ((digest >> 32) as u32, (digest >> 16) as usize % MARKS);
        marks[class] = Some(marks[class].map_or(digest, |known: u32| known.min(digest)));
    }
    marks
}

/// Each mark with its class.
fn places(marks: &Marks) -> impl Iterator<Item = (usize, u32)> {
    marks.iter().enumerate().filter_map(|(class, mark)| mark.map(|mark| (class, mark)))
}

/// A name section that names each function by its place in the order. Those that are imported come
/// first in the count, and stay where they are.
fn names(imported: usize, order: &[usize]) -> Vec<u8> {
    let mut place = vec![0; order.len()];
    for (new, old) in order.iter().enumerate() {
        place[*old] = new;
    }
    let mut map = number(order.len());
    for (function, place) in place.iter().enumerate() {
        map.extend(number(imported + function));
        map.extend(sized(format!("{place:08}").into_bytes()));
    }
    let mut section = sized(b"name".to_vec());
    section.push(1);
    section.extend(sized(map));
    [vec![0], sized(section)].concat()
}

/// How many functions a program imports, and the bodies of its own.
fn functions(program: &[u8]) -> Result<(usize, Vec<&[u8]>)> {
    const IMPORTS: u8 = 2;
    const CODE: u8 = 10;
    let (mut imported, mut bodies) = (0, Vec::new());
    let mut file = Reader(program);
    ensure!(file.bytes(8)? == b"\0asm\x01\0\0\0", "it begins unlike a program");
    while !file.0.is_empty() {
        let kind = file.byte()?;
        let mut section = Reader(file.sized()?);
        match kind {
            IMPORTS => {
                imported = section.number()?;
                for _ in 0..imported {
                    section.sized()?;
                    section.sized()?;
                    ensure!(section.byte()? == 0, "it imports more than functions");
                    section.number()?;
                }
            }
            CODE => {
                let count = section.number()?;
                bodies = (0..count).map(|_| section.sized()).collect::<Result<_>>()?;
            }
            _ => {}
        }
    }
    Ok((imported, bodies))
}

/// What is left of a program to read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn bytes(&mut self, count: usize) -> Result<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(count).context("it ends too early")?;
        self.0 = rest;
        Ok(bytes)
    }

    fn byte(&mut self) -> Result<u8> {
        Ok(self.bytes(1)?[0])
    }

    /// A number in LEB128.
    fn number(&mut self) -> Result<usize> {
        let mut number = 0;
        for shift in (0..32).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        bail!("a number is too long")
    }

    /// What stands behind its own length.
    fn sized(&mut self) -> Result<&'a [u8]> {
        let length = self.number()?;
        self.bytes(length)
    }
}

/// A number in LEB128.
fn number(mut rest: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while rest >= 0x80 {
        bytes.push((rest & 0x7f) as u8 | 0x80);
        rest >>= 7;
    }
    bytes.push(rest as u8);
    bytes
}

fn sized(bytes: Vec<u8>) -> Vec<u8> {
    [number(bytes.len()), bytes].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_that_are_alike_become_neighbours() {
        let bodies: [&[u8]; 5] =
            [b"apples and pears", b"0123456789", b"apples and plums", b"01234567", b"wasps"];
        assert_eq!(order(&bodies), [4, 3, 1, 2, 0]);
    }

    #[test]
    fn imports_and_bodies_are_found_and_each_function_is_named_after_its_place() -> Result<()> {
        let imports = [number(1), sized(b"a".to_vec()), sized(b"b".to_vec()), vec![0, 0]].concat();
        let long = vec![7; 200];
        let code = [number(2), sized(long.clone()), sized(b"xy".to_vec())].concat();
        let program = [
            b"\0asm\x01\0\0\0".to_vec(),
            [vec![2], sized(imports)].concat(),
            [vec![10], sized(code)].concat(),
        ]
        .concat();
        let (imported, bodies) = functions(&program)?;
        assert_eq!((imported, &bodies), (1, &vec![&long[..], b"xy"]));
        let map = b"\x02\x01\x0800000001\x02\x0800000000";
        assert_eq!(names(imported, &[1, 0]), [b"\x00\x1c\x04name\x01\x15", &map[..]].concat());
        assert!(functions(&program[..program.len() - 1]).is_err());
        Ok(())
    }
}
