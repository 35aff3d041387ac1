//! Names the sources that the program is built from: what another build has kept in its cache is
//! believed only where both are the same.

#![allow(clippy::disallowed_methods, reason = "a program of its own, which reads the sources")]

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::Hasher;
use std::path::{Path, PathBuf};

/// All that decides what the program says.
const SOURCES: &[&str] = &["Cargo.lock", "Cargo.toml", "build.rs", "src"];

fn main() {
    let mut files = Vec::new();
    for source in SOURCES {
        println!("cargo:rerun-if-changed={source}");
        collect(Path::new(source), &mut files);
    }
    files.sort();
    let mut hash = DefaultHasher::new();
    for file in &files {
        let content = fs::read(file).unwrap_or_default();
        for part in [file.as_os_str().as_encoded_bytes(), &content] {
            hash.write_usize(part.len());
            hash.write(part);
        }
    }
    println!("cargo:rustc-env=NIXWARD_SOURCES={:016x}", hash.finish());
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    match fs::read_dir(path) {
        Ok(entries) => entries.flatten().for_each(|entry| collect(&entry.path(), files)),
        Err(_) => files.push(path.to_owned()),
    }
}
