//! The private key of a `WireGuard` peer: two network namespaces, a tunnel between them, and a client
//! that sends through it.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use super::{Live, Running, program, until};

/// Brings the key to the peer that has it and its public half to the other, which is first: whoever has
/// packets to send then meets a peer that knows the new key.
const HOOK: &str = r#"#!/bin/sh
read -r request
there() { nsenter -t "$(cat ../there.pid)" -n "$@"; }
case "$1 $request" in
deploy*'"host":"there"'*)
  old=$(cut -d ' ' -f 1 wg.old.pub)
  there wg set nwthere peer "$old" remove peer "$(cut -d ' ' -f 1 wg.pub)" allowed-ips 10.9.0.1/32 endpoint 192.0.2.1:51820 ;;
deploy*) nsenter -t "$(cat ../here.pid)" -n wg set nwhere private-key /proc/self/fd/3 ;;
verify*)
  key=$(wg pubkey <&3)
  since=$(there wg show nwthere latest-handshakes | grep -F "$key" | cut -f 2)
  [ -n "$since" ] && [ "$since" -gt 0 ] && [ $(($(date +%s) - since)) -lt 30 ] ;;
esac
"#;

/// Answers whatever comes.
const SERVER: &str = r#"
use IO::Socket::INET;
my $socket = IO::Socket::INET->new(Proto => "udp", LocalAddr => "10.9.0.2", LocalPort => 7007) or die $!;
while (defined(my $from = $socket->recv(my $text, 100))) { $socket->send($text, 0, $from) }
"#;

/// Asks ten times a second, and prints what came of it.
const CLIENT: &str = r#"
use IO::Socket::INET; use IO::Select; use Time::HiRes qw(time sleep);
my $socket = IO::Socket::INET->new(Proto => "udp", PeerAddr => "10.9.0.2", PeerPort => 7007) or die $!;
my $select = IO::Select->new($socket);
$| = 1;
for (my $at = 0; ; $at++) {
  my $until = time + 0.1;
  $socket->send("$at");
  my $good = 0;
  while ((my $left = $until - time) > 0) {
    last unless $select->can_read($left);
    next unless defined $socket->recv(my $text, 100);
    if ($text eq "$at") { $good = 1; last }
  }
  print $good ? "y" : "n";
  my $left = $until - time;
  sleep $left if $left > 0;
}
"#;

/// A network of its own, which ends with the test.
struct Network(Running);

impl Network {
    fn new() -> Option<Self> {
        let mut hold = Command::new("unshare");
        hold.args(["-n", "sleep", "600"]).stderr(Stdio::null());
        let mut held = Running::start(hold);
        thread::sleep(Duration::from_millis(200));
        held.0.try_wait().unwrap().is_none().then_some(Self(held))
    }

    fn pid(&self) -> String {
        self.0.0.id().to_string()
    }

    fn inside(&self, words: &str) -> Command {
        let mut command = Command::new("nsenter");
        command.args(["-t", &self.pid(), "-n"]).args(words.split(' ')).stderr(Stdio::null());
        command
    }

    fn is_done(&self, words: &str) -> bool {
        self.inside(words).status().is_ok_and(|status| status.success())
    }
}

#[test]
fn a_tunnel_hardly_notices_that_a_key_changes() {
    let tools = ["wg", "wireguard-go", "ip", "nsenter", "unshare", "perl"];
    if tools.iter().any(|name| program(name).is_none()) {
        return;
    }
    let networks = Network::new().zip(Network::new());
    let Some((here, there)) = networks.filter(|(here, there)| {
        here.is_done(&format!("ip link add veth0 type veth peer name veth0 netns {}", there.pid()))
    }) else {
        println!("skipped: no networks can be made here");
        return;
    };
    let live = Live::new();
    live.0.0.rules(&[(
        "wg.age",
        "[ me ]; rotate = { kind = \"wireguard\"; verify.hook = \"hooks/wg\"; keepOld = \"0s\"; dependents = [ \
         { host = \"there\"; hook = \"hooks/wg\"; } { host = \"here\"; hook = \"hooks/wg\"; } ]; }",
    )]);
    live.0.hook("hooks/wg", HOOK);
    live.0.0.ok(&["secrets", "generate", "-i", "../me"]);
    live.0.0.world.git(&["add", "-A"]);
    live.0.say("here.pid", &here.pid());
    live.0.say("there.pid", &there.pid());
    let first = fs::read_to_string(live.path("wg.pub")).unwrap();
    let keys = [live.value("wg.age"), shell("wg genkey")];
    let publics = [first.trim().to_owned(), shell(&format!("echo '{}' | wg pubkey", keys[1]))];
    assert_eq!(shell(&format!("echo '{}' | wg pubkey", keys[0])), publics[0]);
    let mut running = Vec::new();
    for (at, (network, name)) in [(&here, "nwhere"), (&there, "nwthere")].into_iter().enumerate() {
        let (own, other) = (at + 1, 2 - at);
        live.0.say("key", &keys[at]);
        running.push(Running::start(network.inside(&format!("wireguard-go -f {name}"))));
        let key = live.path("../key").display().to_string();
        let peer = &publics[1 - at];
        until("wireguard-go", || {
            network.is_done(&format!(
                "wg set {name} private-key {key} listen-port 51820 peer {peer} allowed-ips 10.9.0.{other}/32 endpoint 192.0.2.{other}:51820"
            ))
        });
        for words in [
            format!("ip addr add 192.0.2.{own}/24 dev veth0"),
            "ip link set veth0 up".to_owned(),
            format!("ip addr add 10.9.0.{own}/24 dev {name}"),
            format!("ip link set {name} up"),
        ] {
            assert!(network.is_done(&words), "{words}");
        }
    }
    let perl = |network: &Network, text: &str| {
        let mut perl = network.inside("perl -e");
        perl.arg(text);
        perl
    };
    running.push(Running::start(perl(&there, SERVER)));
    let answers = live.path("../answers");
    let mut client = perl(&here, CLIENT);
    client.stdin(Stdio::null()).stdout(fs::File::create(&answers).unwrap());
    running.push(Running(client.spawn().unwrap()));
    let seen = || fs::read_to_string(&answers).unwrap();
    until("the tunnel", || seen().ends_with("yyy"));

    let before = seen().len();
    live.run(&["secrets", "rotate", "wg"], 0);
    until("the tunnel with the new key", || seen().ends_with("yyy"));
    let seen = seen();
    let after = &seen[before..];
    let gap = after.split('y').map(str::len).max().unwrap();
    println!("wireguard: asked {} times, silent for at most {gap} of them", after.len());
    assert!(gap <= 50, "silent for {gap} tenths of a second: {after}");
    let now = fs::read_to_string(live.path("wg.pub")).unwrap();
    assert_ne!(now, first);
    let mut show = there.inside("wg show nwthere peers");
    let peers = String::from_utf8(show.output().unwrap().stdout).unwrap();
    assert_eq!(peers.trim(), now.trim());
}

fn shell(text: &str) -> String {
    let output = Command::new("sh").args(["-c", text]).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
