//! Prometheus, its exporters and Alertmanager themselves, on this machine alone, from what is rendered.
//!
//! Time is short in a test: `for` of the rules and the times of a group of notifications are rewritten in
//! the copies that are run. All else is as rendered, but for what Debian's Alertmanager does not read
//! ([`for_old_alertmanager`]).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, SystemTime};

use regex_lite::Regex;

use super::hook::Hook;
use super::rendered::{folder, for_old_alertmanager, listed, render};
use crate::harness::World;
use crate::live::{Running, ask, comes, port, program};

/// Waits until a server answers.
fn ready(port: u16, path: &str, log: &Path) {
    let answers = || ask(port, "GET", path, "").is_some_and(|it| it.contains(" 200 "));
    assert!(
        comes(Duration::from_secs(20), answers),
        "{}",
        fs::read_to_string(log).unwrap_or_default()
    );
}

/// The inventory of four hosts of one site; the pages are those of the test.
fn inventory(hook: &Hook, closed: u16) -> String {
    format!(
        r#"{{
  sites.home = {{ }};
  monitoring.server = "monitor";
  monitoring.deadMan = "dead-man";
  channels = {{
    hook = {{ kind = "webhook"; secret = "hook"; severities = [ "critical" ]; external = true; }};
    phone = {{ kind = "ntfy"; url = "{url}/phone"; severities = [ "critical" "warning" ]; }};
    paper = {{ kind = "webhook"; secret = "paper"; severities = [ "info" ]; }};
  }};
  hosts = {{
    monitor = {{ role = "server"; site = "home"; }};
    web = {{
      role = "server";
      site = "home";
      exporters = [ "node" ];
      gates.health.http = "http://127.0.0.1:{closed}/health";
      textfileWriters = [ "backup" ];
      backups.dumps = {{ paths = [ "/var/backup" ]; interval = "1d"; }};
    }};
    gone = {{
      role = "server";
      site = "home";
      exporters = [ "node" ];
      gates.health.http = "http://127.0.0.1:{closed}/gone";
    }};
    travel = {{
      role = "laptop";
      site = "home";
      exporters = [ "node" ];
      textfileWriters = [ "backup" ];
      backups.home = {{ paths = [ "/home" ]; }};
    }};
  }};
}}
"#,
        url = hook.url()
    )
}

/// Alertmanager from what is rendered, with groups that wait for a moment only.
fn alertmanager(world: &World, hook: &Hook) -> (Running, u16) {
    let text = fs::read_to_string(folder(world).join("alertmanager.yml")).unwrap();
    let text = for_old_alertmanager(&text, &hook.url());
    let times =
        [("group_wait: 30s", "group_wait: 2s"), ("group_interval: 5m", "group_interval: 1s")];
    let text = times.iter().fold(text, |text, (long, short)| {
        assert!(text.contains(long), "{long}");
        text.replace(long, short)
    });
    let config = world.fleet().join("alertmanager.yml");
    fs::write(&config, text).unwrap();
    let (port, log) = (port(), world.fleet().join("alertmanager.log"));
    let mut command = Command::new("prometheus-alertmanager");
    command.arg("--config.file").arg(&config).arg("--cluster.listen-address=");
    command.arg("--storage.path").arg(world.fleet().join("alertmanager"));
    command.arg(format!("--web.listen-address=127.0.0.1:{port}"));
    let server = Running::logged(command, &log);
    ready(port, "/-/ready", &log);
    (server, port)
}

/// The rules, with two seconds in the place of any other `for`.
fn rules(world: &World) -> PathBuf {
    let held = Regex::new("(?m)^        for: .*$").unwrap();
    let copies = world.fleet().join("rules");
    fs::create_dir(&copies).unwrap();
    for path in listed(&folder(world).join("rules"), ".yml") {
        let text = fs::read_to_string(&path).unwrap();
        let text = held.replace_all(&text, "        for: 2s");
        // The small file system of the test lies in memory, which is not watched otherwise.
        let text = text.replace("fstype!~\"tmpfs|", "fstype!~\"");
        fs::write(copies.join(path.file_name().unwrap()), text).unwrap();
    }
    copies
}

/// A node exporter that sees a file system without room and none of the machine's own, a failed unit and an old backup. Units and
/// backups come from a file: systemd does not run in a test.
fn exporter(world: &World) -> Option<(Running, u16)> {
    let full = world.fleet().join("full");
    let metrics = world.fleet().join("metrics");
    let proc = world.fleet().join("proc");
    for folder in [&full, &metrics, &proc.join("1")] {
        fs::create_dir_all(folder).unwrap();
    }
    std::os::unix::fs::symlink("/proc/self/mounts", proc.join("1/mounts")).unwrap();
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    let text = format!(
        "fleet_backup_last_success_timestamp_seconds{{backup=\"dumps\"}} {}\n\
         node_systemd_unit_state{{name=\"app.service\",state=\"failed\",type=\"simple\"}} 1\n",
        now - 4 * 86_400
    );
    fs::write(metrics.join("fleet_test.prom"), text).unwrap();
    let mut allowed = Command::new("unshare");
    allowed.args(["-rm", "mount", "-t", "tmpfs", "-o", "size=1m", "none"]).arg(&full);
    if !allowed.output().is_ok_and(|output| output.status.success()) {
        println!("skipped: this machine lets nobody mount a file system of their own");
        return None;
    }
    let port = port();
    let log = world.fleet().join("exporter.log");
    let mut command = Command::new("unshare");
    command.args(["-rm", "sh", "-c"]);
    command.arg(
        "mount -t tmpfs -o size=1m none \"$1\" && head -c 1000000 /dev/zero > \"$1/file\" && \
         exec prometheus-node-exporter --collector.disable-defaults --collector.filesystem \
         --collector.filesystem.fs-types-exclude='^(ext[234]|overlay|btrfs|xfs|zfs|9p|virtiofs)$' \
         --collector.textfile --collector.textfile.directory=\"$2\" --path.procfs=\"$3\" \
         --web.listen-address=127.0.0.1:$4",
    );
    command.arg("sh").args([&full, &metrics, &proc]).arg(port.to_string());
    let server = Running::logged(command, &log);
    ready(port, "/metrics", &log);
    Some((server, port))
}

/// Prometheus as modules/monitoring/server.nix sets it up, once a second.
fn prometheus(world: &World, node: u16, blackbox: u16, alertmanager: u16, closed: u16) -> Running {
    let target = |host: &str, role: &str, on: bool, port: u16| {
        format!(
            "      - {{targets: ['127.0.0.1:{port}'], labels: {{host: {host}, role: {role}, site: home, always_on: '{on}'}}}}\n"
        )
    };
    let probe = |host: &str, page: &str| {
        format!(
            "  - job_name: probe-gate-{host}-health\n    metrics_path: /probe\n    params: {{module: [http_2xx]}}\n    \
             static_configs: [{{targets: ['http://127.0.0.1:{closed}/{page}'], labels: {{host: {host}, site: home}}}}]\n    \
             relabel_configs:\n      - {{source_labels: [__address__], target_label: __param_target}}\n      \
             - {{source_labels: [__param_target], target_label: instance}}\n      \
             - {{target_label: __address__, replacement: '127.0.0.1:{blackbox}'}}\n"
        )
    };
    let text = format!(
        "global: {{scrape_interval: 1s, evaluation_interval: 1s}}\nrule_files: ['{}/*.yml']\n\
         alerting: {{alertmanagers: [{{static_configs: [{{targets: ['127.0.0.1:{alertmanager}']}}]}}]}}\n\
         scrape_configs:\n  - job_name: node\n    static_configs:\n{}{}{}{}{}",
        rules(world).display(),
        target("web", "server", true, node),
        // Nobody listens there.
        target("gone", "server", true, closed),
        target("travel", "laptop", false, port()),
        probe("web", "health"),
        probe("gone", "gone"),
    );
    let config = world.fleet().join("prometheus.yml");
    fs::write(&config, text).unwrap();
    let (port, log) = (port(), world.fleet().join("prometheus.log"));
    let mut command = Command::new("prometheus");
    command.arg(format!("--config.file={}", config.display()));
    // What fires before Alertmanager is found is sent again a minute later otherwise.
    command.arg("--rules.alert.resend-delay=2s");
    command.arg(format!("--storage.tsdb.path={}", world.fleet().join("tsdb").display()));
    command.arg(format!("--web.listen-address=127.0.0.1:{port}"));
    let server = Running::logged(command, &log);
    ready(port, "/-/ready", &log);
    server
}

const PROGRAMS: [&str; 4] = [
    "prometheus",
    "prometheus-node-exporter",
    "prometheus-blackbox-exporter",
    "prometheus-alertmanager",
];

#[test]
fn what_fails_is_heard_where_it_should_be() {
    if PROGRAMS.iter().any(|name| program(name).is_none()) {
        return;
    }
    let hook = Hook::new();
    let closed = port();
    let world = render(&inventory(&hook, closed)).unwrap();
    let (_alertmanager, alertmanager) = alertmanager(&world, &hook);
    let Some((_exporter, node)) = exporter(&world) else { return };
    let blackbox = port();
    let mut command = Command::new("prometheus-blackbox-exporter");
    command.arg("--config.file").arg(folder(&world).join("blackbox.yml"));
    command.arg(format!("--web.listen-address=127.0.0.1:{blackbox}"));
    let log = world.fleet().join("blackbox.log");
    let _blackbox = Running::logged(command, &log);
    ready(blackbox, "/-/healthy", &log);
    let _prometheus = prometheus(&world, node, blackbox, alertmanager, closed);

    for page in ["/hook", "/phone"] {
        hook.wait(page, &[("alertname", "HostDown"), ("host", "gone")]);
        hook.wait(page, &[("alertname", "ProbeFailed"), ("host", "web")]);
        hook.wait(page, &[("alertname", "BackupStale"), ("host", "web"), ("backup", "dumps")]);
    }
    let full = world.fleet().join("full");
    let full = full.to_str().unwrap();
    hook.wait("/phone", &[("alertname", "FilesystemLow"), ("host", "web"), ("mountpoint", full)]);
    hook.wait("/phone", &[("alertname", "SystemdUnitFailed"), ("name", "app.service")]);
    hook.wait("/dead-man", &[("alertname", "Watchdog")]);
    // What comes late would have come by now.
    thread::sleep(Duration::from_secs(5));
    for sent in hook.seen() {
        let page = sent.page.as_str();
        assert!(!sent.has(&[("host", "travel")]), "a laptop is away: {sent:?}");
        let explained = [("alertname", "ProbeFailed"), ("host", "gone")];
        assert!(!sent.has(&explained), "its host is down: {sent:?}");
        assert!(page != "/hook" || !sent.has(&[("severity", "warning")]), "{sent:?}");
        assert!(page != "/paper", "nothing is to be said there: {sent:?}");
    }
}

/// Sends alerts to Alertmanager as Prometheus does.
fn inject(port: u16, alerts: &[Vec<(&str, String)>]) {
    let alerts: Vec<_> = alerts
        .iter()
        .map(|labels| {
            let labels =
                labels.iter().map(|(label, value)| ((*label).to_owned(), value.clone().into()));
            serde_json::json!({ "labels": labels.collect::<serde_json::Map<_, _>>() })
        })
        .collect();
    let body = serde_json::to_string(&alerts).unwrap();
    let answer = ask(port, "POST", "/api/v2/alerts", &body).unwrap();
    assert!(answer.contains(" 200 "), "{answer}");
}

fn alert(name: &str, severity: &str, more: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    let mut labels = vec![("alertname", name.to_owned()), ("severity", severity.to_owned())];
    labels.extend(more.iter().map(|(label, value)| (*label, (*value).to_owned())));
    labels
}

#[test]
fn one_notification_for_one_cause() {
    if program("prometheus-alertmanager").is_none() {
        return;
    }
    let hook = Hook::new();
    let world = render(&inventory(&hook, 9)).unwrap();
    let (_server, port) = alertmanager(&world, &hook);
    // Another site, where one host is down with all that it serves.
    let mut alerts = vec![alert("HostDown", "critical", &[("host", "nas"), ("site", "office")])];
    for service in 0..8 {
        let instance = format!("https://nas.example.org/{service}");
        let more = [("host", "nas"), ("site", "office"), ("instance", instance.as_str())];
        alerts.push(alert("ProbeFailed", "critical", &more));
    }
    // A gateway is gone, and with it ten hosts and what they say.
    alerts.push(alert("SiteDown", "critical", &[("site", "home")]));
    for number in 0..10 {
        let host = format!("host{number}");
        let more = [("host", host.as_str()), ("site", "home")];
        alerts.push(alert("HostDown", "critical", &more));
        alerts.push(alert("ProbeFailed", "critical", &more));
        alerts.push(alert("SystemdUnitFailed", "warning", &more));
        alerts.push(alert("FilesystemLow", "warning", &more));
    }
    assert_eq!(alerts.len(), 50);
    inject(port, &alerts);
    hook.wait("/hook", &[("alertname", "SiteDown")]);
    hook.wait("/hook", &[("alertname", "HostDown"), ("host", "nas")]);
    hook.wait("/phone", &[("alertname", "SiteDown")]);
    hook.wait("/phone", &[("alertname", "HostDown"), ("host", "nas")]);
    thread::sleep(Duration::from_secs(6));
    let seen = hook.seen();
    let sent = |page: &str| seen.iter().filter(|it| it.page == page).count();
    assert_eq!((sent("/hook"), sent("/phone"), seen.len()), (2, 2, 4), "{seen:#?}");
}
