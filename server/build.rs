//! Makes sure that the folder of the pages exists when the server is compiled: where it does not,
//! a debug build remembers a path under which it will never find them.

fn main() -> std::io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    std::fs::create_dir_all("../dist")
}
