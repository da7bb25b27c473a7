//! What nobody calls, taken out of a program and its script.
//!
//! A crate can export classes to scripts, such as the streams that come with Leptos, whether or not
//! a page uses them, and what is exported stays in the program with all that it calls. A page's
//! script is imported by one line, which starts the program; what that does not reach goes.

use super::FEATURES;
use crate::process;
use crate::setup::toolbox::Toolbox;
use crate::workspace;
use anyhow::Result;
use std::path::Path;

/// Takes out of a script (the first argument) what it exports beside the start of its program, and
/// writes which exports of the program are called then, for wasm-metadce (the second).
const PRUNE: &str = r#"
    const {readFileSync, writeFileSync} = require('fs');
    const [path, roots] = process.argv.slice(1);
    const classes = [];
    const script = readFileSync(path, 'utf8')
        .replace(/^export class (\w+) \{[^]*?^\}\n(if \(Symbol\.dispose\) .*\n)?/gm, (_, name) => {
            classes.push(name);
            return '';
        })
        .replace(/^const \w+Finalization = [^]*?;\n/gm, '')
        .replace('export { initSync, __wbg_init as default }', 'export { __wbg_init as default }');
    for (const name of classes)
        if (new RegExp(`\\b${name}\\b`).test(script)) throw new Error(`${path} needs ${name}`);
    writeFileSync(path, script);
    const called = new Set([...script.matchAll(/\bwasm\.(\w+)/g)].map(([, name]) => name));
    const reached = [...called].map(name => ({name, export: name, root: true}));
    writeFileSync(roots, JSON.stringify(reached));
"#;

/// Takes out of a script and its program what nobody calls.
pub(super) fn prune(tools: &Toolbox, script: &Path, program: &Path) -> Result<()> {
    let roots = workspace::target().join("roots.json");
    process::run(tools.command("node").args(["-e", PRUNE]).args([script, &roots]))?;
    let mut prune = tools.command("wasm-metadce");
    prune.args(FEATURES).arg(program).arg("--graph-file").arg(&roots).arg("-o").arg(program);
    // It tells of everything that goes.
    process::output(&mut prune).map(drop)
}
