//! Functions: at most a screen long, with few parameters.

use super::Breach;
use super::code::{blanked, line_at};
use super::files::{File, Files};

const MOST_LINES: usize = 60;
const MOST_PARAMETERS: usize = 5;

pub(crate) fn breaches(files: &Files) -> Vec<Breach> {
    files.rust().filter(|file| !file.is_test()).flat_map(in_file).collect()
}

fn in_file(file: &File) -> Vec<Breach> {
    let code = blanked(file.without_tests());
    let mut found = Vec::new();
    for function in functions(&code) {
        if function.lines > MOST_LINES {
            let rule =
                format!("`{}` has {} lines, more than {MOST_LINES}", function.name, function.lines);
            found.push(Breach::new(&file.path, function.line, rule));
        }
        if function.parameters > MOST_PARAMETERS {
            let rule = format!(
                "`{}` takes {} parameters, more than {MOST_PARAMETERS}: make them a struct",
                function.name, function.parameters
            );
            found.push(Breach::new(&file.path, function.line, rule));
        }
    }
    found
}

#[derive(Debug, PartialEq, Eq)]
struct Function {
    name: String,
    line: usize,
    lines: usize,
    parameters: usize,
}

/// Every function of blanked code that has a name; `self` is no parameter.
fn functions(code: &str) -> Vec<Function> {
    code.match_indices("fn ")
        .filter(|(at, _)| *at == 0 || !is_word(code.as_bytes()[at - 1]))
        .filter_map(|(at, word)| read(code, at, at + word.len()))
        .collect()
}

fn read(code: &str, begin: usize, after_fn: usize) -> Option<Function> {
    let rest = &code[after_fn..];
    let name: String = rest.chars().take_while(|c| is_word(*c as u8)).collect();
    if name.is_empty() {
        return None;
    }
    let open = after_fn + opening_parenthesis(rest)?;
    let close = closing(code, open)?;
    let body = code[close..].find(['{', ';']).map(|found| close + found)?;
    let end = match code.as_bytes()[body] {
        b'{' => closing(code, body)?,
        _ => body,
    };
    Some(Function {
        name,
        line: line_at(code, begin),
        lines: line_at(code, end) - line_at(code, begin) + 1,
        parameters: parameters(&code[open + 1..close]),
    })
}

/// The parenthesis of the parameters, past generics that may hold some of their own.
fn opening_parenthesis(rest: &str) -> Option<usize> {
    let mut depth = 0_i32;
    let mut before = ' ';
    for (at, letter) in rest.char_indices() {
        match letter {
            '<' => depth += 1,
            '>' if before != '-' => depth -= 1,
            '(' if depth == 0 => return Some(at),
            _ => {}
        }
        before = letter;
    }
    None
}

fn closing(code: &str, open: usize) -> Option<usize> {
    let mut depth = 0_i32;
    for (at, letter) in code[open..].char_indices() {
        match letter {
            '(' | '{' | '[' => depth += 1,
            ')' | '}' | ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(open + at);
        }
    }
    None
}

fn parameters(list: &str) -> usize {
    let mut depth = 0_i32;
    let mut before = ' ';
    let mut parts = vec![String::new()];
    for letter in list.chars() {
        match letter {
            '(' | '[' | '<' => depth += 1,
            ')' | ']' => depth -= 1,
            '>' if before != '-' => depth -= 1,
            ',' if depth == 0 => parts.push(String::new()),
            _ => {}
        }
        if let Some(part) = parts.last_mut() {
            part.push(letter);
        }
        before = letter;
    }
    parts
        .iter()
        .map(|part| part.trim_matches([',', ' ', '\n', '\t']))
        .filter(|part| !part.is_empty() && !is_self(part))
        .count()
}

fn is_self(part: &str) -> bool {
    let name = part.split(':').next().unwrap_or(part);
    name.split([' ', '&']).next_back() == Some("self")
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

#[test]
fn a_function_is_measured_from_its_name_to_its_brace() {
    let code = "impl X {\n    fn a<F: Fn(u8) -> u8>(&mut self, f: F, m: Map<A, B>) -> u8 {\n        1\n    }\n    fn b();\n}\n";
    let measured: Vec<_> =
        functions(code).into_iter().map(|it| (it.name, it.line, it.lines, it.parameters)).collect();
    assert_eq!(measured, [("a".to_owned(), 2, 3, 2), ("b".to_owned(), 5, 1, 0)]);
}
