//! The documentation says what is so.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use regex_lite::Regex;

use crate::harness::{World, compare, files, repository};

#[test]
fn generated_pages_are_up_to_date() {
    for page in ["alerts", "cli", "contracts", "inventory"] {
        let output = World::new().nixward(&["docs", page]);
        let text = String::from_utf8(output.stdout).unwrap();
        let path = repository().join("docs").join(page).with_extension("md");
        compare(&path, &text).unwrap_or_else(|difference| panic!("{difference}"));
    }
}

#[test]
fn the_manual_has_a_page_for_each_verb() {
    let world = World::new();
    let output = world.nixward(&["docs", "man", "man"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let pages = files(&world.fleet().join("man"));
    let named = Regex::new(r"(nixward(?:\\-[a-z]+)+)\(1\)").unwrap();
    let (mut open, mut reached) = (vec!["nixward".to_owned()], BTreeSet::new());
    while let Some(page) = open.pop() {
        let file = PathBuf::from(format!("{page}.1"));
        let text = String::from_utf8_lossy(&pages[&file]).into_owned();
        open.extend(named.captures_iter(&text).map(|found| found[1].replace('\\', "")));
        reached.insert(file);
    }
    assert!(reached.contains(&PathBuf::from("nixward-secrets-rekey.1")), "{reached:?}");
    assert_eq!(reached, pages.keys().cloned().collect());

    for (file, text) in pages {
        assert!(!String::from_utf8_lossy(&text).contains("nixward help"), "{}", file.display());
        let mut lint = Command::new("mandoc");
        lint.args(["-T", "lint", "-W", "error"]).arg(&file);
        match lint.current_dir(world.fleet().join("man")).output() {
            Ok(lint) => assert!(lint.status.success(), "{}", String::from_utf8_lossy(&lint.stdout)),
            Err(_) => println!("skipped: mandoc is not on PATH"),
        }
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

#[test]
fn every_rule_has_its_page() {
    let folder = repository().join("docs/rules");
    let mut pages = BTreeSet::new();
    for code in codes() {
        let output = World::new().nixward(&["explain", &code]);
        let text = String::from_utf8(output.stdout).unwrap();
        let page = format!("{code}.md");
        compare(&folder.join(&page), &text).unwrap_or_else(|difference| panic!("{difference}"));
        pages.insert(page);
    }
    let found = fs::read_dir(folder).unwrap();
    let found: BTreeSet<String> =
        found.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(found, pages, "pages of rules that are no more");
}

#[test]
fn every_rule_has_a_case_that_it_hits() {
    for code in codes() {
        let prefix = format!("{}-", code.to_lowercase());
        let cases = fs::read_dir(repository().join("tests/cases/check")).unwrap();
        let hit = cases.map(Result::unwrap).any(|case| {
            case.file_name().to_str().unwrap().starts_with(&prefix)
                && fs::read_to_string(case.path().join("expected.txt")).unwrap().contains(&code)
        });
        assert!(hit, "tests/cases/check/{prefix}* must show a finding of {code}");
    }
}

/// The codes of all rules, from `nixward explain`.
fn codes() -> Vec<String> {
    let output = World::new().nixward(&["explain"]);
    let list = String::from_utf8(output.stdout).unwrap();
    list.lines().map(|line| line.split(' ').next().unwrap().to_owned()).collect()
}
