//! The documentation says what is so.

use std::fs;
use std::path::PathBuf;

use regex_lite::Regex;

use crate::harness::{World, compare, files, repository};

#[test]
fn generated_pages_are_up_to_date() {
    for page in ["cli", "contracts", "inventory"] {
        let output = World::new().nixward(&["docs", page]);
        let text = String::from_utf8(output.stdout).unwrap();
        let path = repository().join("docs").join(page).with_extension("md");
        compare(&path, &text).unwrap_or_else(|difference| panic!("{difference}"));
    }
}

#[test]
fn links_lead_to_files() {
    let link = Regex::new(r"\]\(([^)#:]+)(#[^)]*)?\)").unwrap();
    for (page, text) in pages() {
        for target in link.captures_iter(&text).map(|found| found[1].to_owned()) {
            let path = page.parent().unwrap().join(&target);
            assert!(path.exists(), "{}: {target} does not exist", page.display());
        }
    }
}

#[test]
fn targets_that_are_named_exist() {
    let makefile = fs::read_to_string(repository().join("Makefile")).unwrap();
    let named = Regex::new(r"`?make ([a-z-]+)").unwrap();
    for (page, text) in pages() {
        let code = text.split('`').skip(1).step_by(2);
        for target in
            code.flat_map(|code| named.captures_iter(code)).map(|found| found[1].to_owned())
        {
            let rule = format!("\n{target}:");
            assert!(makefile.contains(&rule), "{}: no `make {target}`", page.display());
        }
    }
}

/// README, CHANGELOG and all of docs/.
fn pages() -> Vec<(PathBuf, String)> {
    let docs =
        files(&repository().join("docs")).into_keys().map(|page| PathBuf::from("docs").join(page));
    let pages = docs.chain(["README.md".into(), "CHANGELOG.md".into()]);
    pages
        .filter(|page| page.extension().is_some_and(|extension| extension == "md"))
        .map(|page| repository().join(page))
        .map(|page| (page.clone(), fs::read_to_string(page).unwrap()))
        .collect()
}
