//! What Trunk has put together, made small: the program and the names between it and its script, and
//! the script itself.
//!
//! wasm-bindgen names what a program imports by 16 digits of a digest, which no compression takes
//! out, and Trunk's own minifier cannot read its script. Both files are named after what they hold
//! in the end, because browsers keep them for a year.

mod order;
mod prune;

use self::prune::prune;
use super::pages::dist;
use crate::process;
use crate::setup::toolbox::Toolbox;
use crate::workspace;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::process::Command;

/// What wasm-opt does: the first rank alone, because compression takes back what the higher ones
/// gain, after variables that are set to what they hold; no hints of alignment, which no browser
/// heeds on the machines of today and which differ where the code is the same; and the names.
const OPTIMISE: [&str; 4] =
    ["--rse", "-O1", "--dealign", "--minify-imports-and-exports-and-modules"];

/// What rustc uses of WebAssembly.
pub(super) const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Renames in a script (the first argument) what wasm-opt has renamed in its program, as the second
/// tells: the module, what it imports, and what it exports. What it gives and the program does not
/// import any more goes.
const RENAME: &str = r#"
    const {readFileSync, writeFileSync} = require('fs');
    const [path, told] = process.argv.slice(1);
    const map = JSON.parse(readFileSync(told, 'utf8'));
    const imports = new Map(map.imports.map(([, name, short]) => [name, short]));
    const exported = new Map(map.exports);
    const found = (names, name) => {
        if (!names.has(name)) throw new Error(`${path} uses ${name}, which is not there`);
        return names.get(name);
    };
    let given = 0;
    const script = readFileSync(path, 'utf8')
        .replace(/^ {8}(__wb\w+)(: [^]*?^ {8}\}.*,\n)/gm, (_, name, what) => {
            if (!imports.has(name)) return '';
            given += 1;
            return imports.get(name) + what;
        })
        .replace(/\bwasm\.(\w+)/g, (_, name) => `wasm.${found(exported, name)}`)
        .replace(/"\.\/\w+_bg\.js": import0/, '"a": import0');
    if (given !== imports.size || !script.includes('"a": import0'))
        throw new Error(`${path} gives ${given} of the ${imports.size} that its program imports`);
    writeFileSync(path, script);
"#;

/// Makes program and script of `name` small, and returns the page with their new names.
pub(crate) fn shrink(tools: &Toolbox, name: &str, html: &str) -> Result<String> {
    let (script, program) = files(name, html).with_context(|| format!("{name} loads nothing"))?;
    let [script_path, program_path] = [script, program].map(|file| dist(name).join(file));
    let before = fs::metadata(&program_path)?.len();
    prune(tools, &script_path, &program_path)?;
    let mut optimise = rewrite(tools, &program_path);
    let told = process::output(optimise.args(OPTIMISE))?;
    let names = workspace::target().join("names.json");
    fs::write(&names, told)?;
    process::run(tools.command("node").args(["-e", RENAME]).args([&script_path, &names]))?;
    process::run(
        tools
            .command("esbuild")
            .arg(&script_path)
            .args(["--minify", "--tree-shaking=true", "--format=esm"])
            .args(["--log-level=warning", "--allow-overwrite"])
            .arg(format!("--outfile={}", script_path.display())),
    )?;
    order::name_functions(&program_path)?;
    let mut sort = rewrite(tools, &program_path);
    process::run(sort.arg("--reorder-functions-by-name"))?;
    let after = fs::metadata(&program_path)?.len();
    let [new_script, new_program] =
        [(&script_path, format!("{name}-#.js")), (&program_path, format!("{name}-#_bg.wasm"))]
            .map(|(path, shape)| rename(path, &shape));
    let sized = format!("{program}', {before}");
    ensure!(html.contains(&sized), "the page does not say how long {program} is");
    Ok(html
        .replace(&sized, &format!("{program}', {after}"))
        .replace(program, &new_program?)
        .replace(script, &new_script?))
}

/// wasm-opt, which writes a program anew in its place.
fn rewrite(tools: &Toolbox, program: &Path) -> Command {
    let mut command = tools.command("wasm-opt");
    command.args(FEATURES).arg(program).arg("-o").arg(program);
    command
}

/// Names a file after what it holds, in the place of `#`.
fn rename(path: &Path, shape: &str) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    fs::read(path)?.hash(&mut hasher);
    let name = shape.replace('#', &format!("{:016x}", hasher.finish()));
    fs::rename(path, path.with_file_name(&name))?;
    Ok(name)
}

/// The names of script and program: what Trunk's loader imports, and what it starts.
fn files<'a>(name: &str, html: &'a str) -> Option<(&'a str, &'a str)> {
    let after = |text: &str| {
        let (_, file) = html.split_once(&format!("{text}'/assets/{name}/"))?;
        file.split('\'').next()
    };
    Some((after("import init from ")?, after("__trunkInitializer(init, ")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn script_and_program_are_those_that_the_page_starts() {
        let html = "import init from '/assets/panel/panel-1f.js';
            import initializer from '/assets/panel/loading.mjs';
            const wasm = await __trunkInitializer(init, '/assets/panel/panel-2e_bg.wasm', 9, it);";
        assert_eq!(files("panel", html), Some(("panel-1f.js", "panel-2e_bg.wasm")));
        assert_eq!(files("workspace", html), None);
    }
}
