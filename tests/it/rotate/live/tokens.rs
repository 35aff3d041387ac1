//! Tokens of a server over HTTP, issued and revoked by hooks.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::Command;
use std::thread;

use super::{Client, Live, program, report};

/// Accepts the tokens that are files in `../tokens`.
const HOOK: &str = r#"#!/bin/sh
read -r request
mkdir -p ../tokens
case $1 in
mint)
  token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  key=${request#*\"id\":\"}; key=${key%%\"*}
  printf '%s' "$key" > ../tokens/"$token"
  if [ "$(cat ../kill 2>/dev/null)" = "$1" ]; then rm ../kill; kill -9 $PPID; sleep 1; fi
  printf '%s' "$token" >&3
  printf '{"id":"%s"}' "$token" ;;
list)
  printf '['; comma=
  for file in ../tokens/*; do
    [ -e "$file" ] || continue
    printf '%s{"id":"%s","key":"%s"}' "$comma" "${file##*/}" "$(cat "$file")"; comma=,
  done
  printf ']' ;;
revoke)
  case $request in
  *'"token":"'*) token=${request#*\"token\":\"}; token=${token%%\"*} ;;
  *) token=$(cat <&3) ;;
  esac
  rm -f ../tokens/"$token" ;;
deploy) cat <&3 > ../token.new && mv ../token.new ../token ;;
esac
if [ "$(cat ../kill 2>/dev/null)" = "$1" ]; then rm ../kill; kill -9 $PPID; sleep 1; fi
exit 0
"#;

#[test]
fn a_token_is_accepted_at_every_moment() {
    let Some(_) = program("curl") else { return };
    let live = Live::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let tokens = live.path("../tokens");
    std::fs::create_dir(&tokens).unwrap();
    let accepted = tokens.clone();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut token = String::new();
            for line in BufReader::new(&stream).lines().map_while(Result::ok) {
                if let Some(bearer) = line.strip_prefix("Authorization: Bearer ") {
                    bearer.trim().clone_into(&mut token);
                }
                if line.is_empty() {
                    break;
                }
            }
            let known = !token.is_empty() && !token.contains('/') && accepted.join(&token).exists();
            let status = if known { "200 OK" } else { "401 Unauthorized" };
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            );
        }
    });
    live.0.0.rules(&[("t.age", &format!(
        "[ me ]; rotate = {{ kind = \"api-token\"; generator.hook = \"hooks/t\"; verify.http.url = {url:?}; \
         dependents = [ {{ host = \"here\"; hook = \"hooks/t\"; }} ]; keepOld = \"0s\"; }}"
    ))]);
    live.0.hook("hooks/t", HOOK);
    live.run(&["secrets", "rotate", "t"], 0);
    live.0.0.world.git(&["add", "-A"]);
    let first = live.value("t.age");
    let ask = {
        let (url, file) = (url.clone(), live.path("../token"));
        move || {
            let token = std::fs::read_to_string(&file).unwrap();
            let mut curl = Command::new("curl");
            curl.args([
                "-sf",
                "-o",
                "/dev/null",
                "-H",
                &format!("Authorization: Bearer {token}"),
                &url,
            ]);
            curl.status().unwrap().success()
        }
    };
    assert!(ask());
    let client = Client::start(ask);
    live.rotate_killed("t", &["mint", "deploy", "revoke"]);
    report("tokens, killed three times", client.stop(), 0);
    let left: Vec<_> = std::fs::read_dir(&tokens).unwrap().flatten().collect();
    assert_eq!(left.len(), 1, "no orphan is left");
    assert!(tokens.join(live.value("t.age")).exists() && !tokens.join(first).exists());
}
