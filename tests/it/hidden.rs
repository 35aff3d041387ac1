//! Whatever rules say of a line with a secret, and in whatever form: the secret is not printed.
//! Values are put together here, so that no searcher takes them for real.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::harness::World;

const LETTERS: &str = "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17";
const HASH: &str =
    "4cmeEpsqnb5bqKI2U6AlwLjQ.WAKeH6GAa4GVFeB3zou9p1O0hul0PDAfUkUOsTvS1tCqpz.29WLKeGeB/zb/";
const WIREGUARD: &str = "GHK7BE2W4CkxfMXUW6A1r0GI0RpjrPU6gMkSW6Tq50Y=";
const PASSWORD: &str = "correct horse battery";

/// A key in four lines, of which only the form is one.
fn pem() -> [String; 4] {
    let lines =
        fs::read_to_string("tests/cases/check/nw515-plain-key/in/keys/host").expect("a key");
    let body: String = lines.lines().filter(|line| !line.starts_with('-')).collect();
    let cut = body.len() / 4;
    [&body[..cut], &body[cut..2 * cut], &body[2 * cut..3 * cut], &body[3 * cut..]].map(String::from)
}

/// What no output may hold.
fn secrets() -> Vec<String> {
    let mut secrets = vec![LETTERS.into(), HASH.into(), WIREGUARD.into(), PASSWORD.into()];
    secrets.extend(pem());
    secrets.extend([aws().0, aws().1]);
    secrets
}

fn aws() -> (String, String) {
    (
        ["AKIA", "Q3EGZ7RK4XVW2JDP"].concat(),
        ["k3Yq9ZpX7vLw2RtB5nMd", "uH6fS1aE0oI8jK4gC/+T"].concat(),
    )
}

/// A flake in which many rules find something in lines with secrets.
fn world() -> World {
    let world = World::new();
    let put = |name: &str, text: String| fs::write(world.fleet().join(name), text).unwrap();
    let token = format!("ghp_{LETTERS}");
    put(
        "flake.nix",
        format!(
            "{{\n  inputs.one.url = \"git+https://{token}@host.org/one?{token}\";\n  \
             inputs.two.url = \"nowhere:{token}\";\n  inputs.{token}.url = \"path:/x/{token}\";\n  \
             outputs = {{ self, {token}, one, {token}a }}: {{ }};\n}}\n"
        ),
    );
    put(
        "flake.lock",
        format!(
            "{{\n\"version\": 7, \"root\": \"root\", \"nodes\": {{\n\"root\": {{ \"inputs\": \
             {{ \"one\": \"one\", \"two\": \"{token}\" }} }},\n\"one\": {{\n\"locked\": {{ \"type\": \
             \"git\", \"url\": \"https://{token}@host.org/two\" }},\n\"original\": {{ \"type\": \
             \"git\", \"url\": \"https://{token}@host.org/two\" }}\n}}\n}}\n}}\n"
        ),
    );
    put(
        "names.nix",
        format!(
            "{{ x, ... }}:\nlet\n  {token} = 1; {token} = 2;\n  unused = ./{token}.nix;\nin\n\
             {{\n  a = {token}b;\n  b = ./{token}.nix;\n  c = x.\"{token}\" or x.{token};\n}}\n"
        ),
    );
    put("paths.nix", format!("{{ imports = [ ./{token}.nix ]; }}\n"));
    put("broken.nix", format!("{{\n  a = \"{token};\n}}\n"));
    let pem = pem().join("\n    ");
    let (id, key) = aws();
    let (begin, end) = ("-----BEGIN OPENSSH ", "-----END OPENSSH ");
    let words = "PRIVATE KEY-----";
    put(
        "mended.nix",
        format!(
            "{{ x }}:\n{{\n  # nothing\n  one = (x); two = \"{token}\";\n  three = (x);\n  \
             users.users.a = {{\n    hashedPassword = (\"$6$abcdefgh${HASH}\");\n    p = (x);\n  \
             }};\n  users.users.b.password = (\"{PASSWORD}\");\n  q = (x);\n  \
             networking.wireguard.interfaces.wg0.a = 1;\n  \
             networking.wireguard.interfaces.wg0.privateKey = \"{WIREGUARD}\";\n  \
             networking.wireguard.b = (1);\n  four = ''\n    {begin}{words}\n    {pem}\n    \
             {end}{words}\n  '';\n  five = (x);\n  six = \"{id}\";\n  secret = \"{key}\";\n  \
             seven = (x);\n  url = https://{token}/x;\n}}\n"
        ),
    );
    put("other.yaml", format!("token: {token}\n<<<<<<< a\n{token}\n=======\n>>>>>>> b\n"));
    put("fleet.nix", format!("{{ hosts.{token}.{token} = \"{token}\"; }}\n"));
    world
}

fn said(world: &World, args: &[&str]) -> String {
    let output = world.nixward(&[&["check", "--today", "2026-01-01"], args].concat());
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8(text).unwrap();
    for secret in secrets() {
        assert!(!text.contains(&secret), "{args:?} tells {secret}:\n{text}");
    }
    text
}

#[test]
fn no_form_shows_a_secret() {
    let world = world();
    for cache in [&[][..], &[], &["--no-cache"]] {
        for form in ["human", "json", "sarif", "junit", "github", "gitlab"] {
            said(&world, &[&["--format", form], cache].concat());
        }
        said(&world, &[&["--diff"], cache].concat());
    }
    for area in ["0xx", "1xx", "2xx", "3xx", "4xx", "5xx"] {
        for choice in ["--only", "--skip"] {
            for form in ["human", "json"] {
                said(&world, &[choice, area, "--format", form]);
            }
            said(&world, &[choice, area, "--diff"]);
        }
    }
}

#[test]
fn the_test_sees_what_it_looks_for() {
    let world = world();
    let report: Value = serde_json::from_str(&said(&world, &["--json"])).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let codes: BTreeSet<&str> = findings.iter().map(|row| row["code"].as_str().unwrap()).collect();
    for code in ["NW001", "NW002", "NW003", "NW119", "NW126", "NW301", "NW515", "NW516", "NW517"] {
        assert!(codes.contains(code), "{code} is missing of {codes:?}");
    }
    let quoting = findings.iter().filter(|row| row["message"].to_string().contains("(a secret)"));
    assert!(quoting.count() >= 5, "{findings:#?}");
    assert!(said(&world, &["--diff"]).lines().any(|line| line == "+(a line with a secret)"));
    let text = said(&world, &["--only", "NW119"]);
    assert!(text.contains("three = (x);") && text.contains("mended.nix:4:9"), "{text}");
}
