//! How hosts are, asked of a real sshd on the loopback. The root of each host is a folder that sshd
//! names to the script; its systemctl is one of the tests.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::harness::World;
use crate::live::{Running, Sshd, keygen, port, program, until, user};

/// A fleet whose hosts are folders behind one sshd each.
struct Live {
    world: World,
    folder: PathBuf,
    sshd: Vec<Running>,
}

impl Live {
    /// None where there is no sshd.
    fn new() -> Option<Self> {
        let (Some(_), Some(_)) = (program("sshd"), program("ssh")) else { return None };
        let world = World::new();
        world.give("ssh");
        let folder = world.fleet().parent().unwrap().join("hosts");
        fs::create_dir_all(&folder).unwrap();
        keygen(&folder.join("me"));
        let ssh = world.fleet().parent().unwrap().join("home/.ssh");
        fs::create_dir_all(&ssh).unwrap();
        let key = folder.join("me");
        fs::write(
            ssh.join("config"),
            format!("IdentityFile {}\nIdentitiesOnly yes\nIdentityAgent none\n", key.display()),
        )
        .unwrap();
        fs::write(world.fleet().join("flake.nix"), "{ outputs = _: { }; }\n").unwrap();
        Some(Self { world, folder, sshd: Vec::new() })
    }

    /// Starts a host; says its port and host key.
    fn host(&mut self, name: &str) -> (u16, String) {
        let folder = self.folder.join(name);
        fs::create_dir_all(folder.join("bin")).unwrap();
        root(&folder.join("root"), name);
        keygen(&folder.join("key"));
        put_program(&folder.join("bin/systemctl"), "#!/bin/sh\ncat \"$NIXWARD_TEST_ROOT/units\"\n");
        let port = port();
        let more = format!(
            "SetEnv NIXWARD_TEST_ROOT={} PATH={}:/usr/bin:/bin",
            folder.join("root").display(),
            folder.join("bin").display()
        );
        let (host_key, authorized) = (&folder.join("key"), &self.folder.join("me.pub"));
        let program = program("sshd").unwrap();
        let sshd = Sshd { program, folder: &folder, port, host_key, authorized, more: &more };
        self.sshd.push(sshd.start());
        (port, fs::read_to_string(folder.join("key.pub")).unwrap().trim().to_owned())
    }

    fn fleet(&self, text: &str) {
        let text = text.replace("USER", &user());
        fs::write(self.world.fleet().join("fleet.nix"), text).unwrap();
    }

    fn status(&self, args: &[&str]) -> (Value, Output) {
        let output = self.world.nixward(&[&["status", "--json"], args].concat());
        let report = serde_json::from_slice(&output.stdout);
        (report.unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr))), output)
    }
}

fn put_program(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// A root with two generations, of which the second runs and the first was booted.
fn root(root: &Path, name: &str) {
    let link = |to: &str, at: &str| {
        let at = root.join(at);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        symlink(to, at).unwrap();
    };
    for (system, kernel) in
        [("/nix/store/old", "/nix/store/linux-1/bz"), ("/nix/store/new", "/nix/store/linux-2/bz")]
    {
        link(kernel, &format!("{}/kernel", &system[1..]));
        link("/nix/store/initrd", &format!("{}/initrd", &system[1..]));
        link("/nix/store/modules", &format!("{}/kernel-modules", &system[1..]));
        fs::write(root.join(&system[1..]).join("nixos-version"), "26.05.1234 (Yarara)\n").unwrap();
    }
    link("/nix/store/new", "run/current-system");
    link("/nix/store/old", "run/booted-system");
    link("system-42-link", "nix/var/nix/profiles/system");
    link("/nix/store/new", "nix/var/nix/profiles/system-42-link");
    for (file, text) in [
        ("proc/sys/kernel/hostname", format!("{name}\n")),
        ("proc/uptime", "93784.25 180000.00\n".to_owned()),
        ("proc/loadavg", "0.52 0.58 0.59 1/100 1234\n".to_owned()),
        ("units", "backup.service loaded failed failed Backup\n".to_owned()),
    ] {
        fs::create_dir_all(root.join(file).parent().unwrap()).unwrap();
        fs::write(root.join(file), text).unwrap();
    }
}

#[test]
fn a_host_says_how_it_is_and_a_laptop_may_be_away() {
    let Some(mut live) = Live::new() else { return };
    let (web, key) = live.host("web");
    let (inner, inner_key) = live.host("inner");
    let closed = port();
    live.fleet(&format!(
        "{{ hosts.web = {{ role = \"server\"; tags = [ \"all\" ]; target = {{ addresses = [ \"127.0.0.1\" ]; port = {web}; user = \"USER\"; hostKey = \"{key}\"; }}; }};
           hosts.inner.target = {{ addresses = [ \"127.0.0.1\" ]; port = {inner}; user = \"USER\"; hostKey = \"{inner_key}\"; jump = \"web\"; }};
           hosts.pad = {{ role = \"laptop\"; target = {{ addresses = [ \"127.0.0.1\" ]; port = {closed}; hostKey = \"{key}\"; }}; }}; }}"
    ));
    let (report, output) = live.status(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let hosts = report["hosts"].as_array().unwrap();
    let of = |name: &str| hosts.iter().find(|host| host["host"] == name).unwrap();
    assert_eq!(of("pad")["state"], "away");
    assert_eq!(of("inner")["state"], "up", "through web: {}", of("inner"));
    assert_eq!(of("inner")["seen"]["name"], "inner");
    let seen = &of("web")["seen"];
    assert_eq!(seen["generation"], 42);
    assert!(seen["generation_age"].as_u64().unwrap() < 3600);
    assert_eq!(seen["version"], "26.05.1234 (Yarara)");
    assert_eq!(seen["off_profile"], false);
    assert_eq!(seen["off_flake"], Value::Null);
    assert_eq!(seen["reboot_for"], serde_json::json!(["kernel"]));
    assert_eq!(seen["failed_units"], serde_json::json!(["backup.service"]));
    assert_eq!(seen["uptime"], 93784);
    assert_eq!(seen["load"], serde_json::json!([0.52, 0.58, 0.59]));
    let problems = of("web")["problems"].to_string();
    assert!(
        problems.contains("failed: backup.service")
            && problems.contains("waits for a reboot: kernel")
    );

    // Another system is tried out: it runs, and the profile knows nothing of it.
    let current = live.folder.join("web/root/run/current-system");
    fs::remove_file(&current).unwrap();
    symlink("/nix/store/old", &current).unwrap();
    let (report, _) = live.status(&["@all"]);
    assert_eq!(report["hosts"][0]["seen"]["off_profile"], true);
    assert_eq!(report["hosts"][0]["seen"]["reboot_for"], serde_json::json!([]));

    let people = live.world.nixward(&["status", "web", "pad"]);
    let (out, err) =
        (String::from_utf8(people.stdout).unwrap(), String::from_utf8(people.stderr).unwrap());
    assert!(out.lines().any(|line| line.starts_with("web") && line.contains("42")), "{out}");
    assert!(
        err.contains("web: failed: backup.service") && err.contains("pad: does not answer"),
        "{err}"
    );
    assert_eq!(live.world.nixward(&["status", "nobody"]).status.code(), Some(3));
    assert!(no_login_is_left(&live.folder), "a master of ssh outlives its run");
}

/// Whether no ssh of a run is left that goes to a host of the tests.
fn no_login_is_left(folder: &Path) -> bool {
    let world = folder.parent().unwrap().display().to_string();
    let ours = |entry: fs::DirEntry| {
        let line = fs::read(entry.path().join("environ")).unwrap_or_default();
        let command = fs::read(entry.path().join("cmdline")).unwrap_or_default();
        command.starts_with(b"ssh\0") && String::from_utf8_lossy(&line).contains(&world)
    };
    (0..40).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        !fs::read_dir("/proc").unwrap().flatten().any(ours)
    })
}

#[test]
fn what_cannot_be_believed_or_does_not_answer_is_said_in_time() {
    let Some(mut live) = Live::new() else { return };
    let (web, _) = live.host("web");
    keygen(&live.folder.join("other"));
    let other = fs::read_to_string(live.folder.join("other.pub")).unwrap();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let hangs = silent.local_addr().unwrap().port();
    let target = |port: u16, rest: &str| {
        format!(
            "target = {{ addresses = [ \"127.0.0.1\" ]; port = {port}; user = \"USER\"; {rest} }};"
        )
    };
    live.fleet(&format!(
        "{{ hosts.false = {{ {} }}; hosts.strange = {{ {} }}; hosts.stuck = {{ {} }}; }}",
        target(web, &format!("hostKey = \"{}\";", other.trim())),
        target(web, ""),
        target(hangs, ""),
    ));
    let started = Instant::now();
    let (report, output) = live.status(&["--timeout", "3"]);
    let took = started.elapsed();
    println!("three hosts that give no answer: {} ms", took.as_millis());
    assert!(took < Duration::from_secs(8), "{took:?}");
    assert_eq!(output.status.code(), Some(5));
    let state = |at: usize| report["hosts"][at]["state"].as_str().unwrap().to_owned();
    assert_eq!([state(0), state(1), state(2)], ["untrusted", "untrusted", "down"]);
    let why = |at: usize| report["hosts"][at]["why"].as_str().unwrap().to_owned();
    assert!(why(0).contains("another host key"), "{}", why(0));
    assert!(why(1).contains("nobody knows"), "{}", why(1));
    assert!(why(2).contains("within 3 s") || why(2).contains("imed out"), "{}", why(2));
    drop(silent);
}

#[test]
fn a_monitoring_server_adds_its_alerts() {
    let Some(mut live) = Live::new() else { return };
    let (Some(prometheus), Some(alertmanager)) =
        (program("prometheus"), program("prometheus-alertmanager"))
    else {
        return;
    };
    let (web, key) = live.host("web");
    live.fleet(&format!(
        "{{ monitoring.server = \"web\"; hosts.web.target = {{ addresses = [ \"127.0.0.1\" ]; port = {web}; user = \"USER\"; hostKey = \"{key}\"; }}; }}"
    ));
    let (metrics, alerts, exporter) = (port(), port(), port());
    let ask = |extra: &[&str]| {
        let (metrics, alerts) = (metrics.to_string(), alerts.to_string());
        let ports = ["--prometheus-port", &metrics, "--alertmanager-port", &alerts];
        live.status(&[&ports, extra].concat()).0
    };
    let nobody = ask(&[]);
    assert!(nobody["monitoring"]["prometheus"].is_string(), "{nobody}");
    assert_eq!(nobody["hosts"][0]["state"], "up");
    assert_eq!(nobody["hosts"][0]["alerts"], Value::Null);

    let folder = live.folder.join("monitoring");
    fs::create_dir_all(&folder).unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let _exporter = Exporter::start(exporter);
    let config = file(
        "prometheus.yml",
        &format!(
            "global: {{ scrape_interval: 1s }}\nscrape_configs:\n- job_name: node\n  static_configs:\n  - targets: ['127.0.0.1:{exporter}']\n    labels: {{ host: web }}\n"
        ),
    );
    let mut command = Command::new(prometheus);
    command
        .arg(format!("--config.file={config}"))
        .arg(format!("--web.listen-address=127.0.0.1:{metrics}"))
        .arg(format!("--storage.tsdb.path={}", folder.join("tsdb").display()))
        .arg("--log.level=error");
    let _prometheus = Running::start(command);
    let config =
        file("alertmanager.yml", "route: { receiver: none }\nreceivers: [ { name: none } ]\n");
    let mut command = Command::new(alertmanager);
    command
        .arg(format!("--config.file={config}"))
        .arg(format!("--web.listen-address=127.0.0.1:{alerts}"))
        .arg(format!("--storage.path={}", folder.join("alerts").display()))
        .args(["--cluster.listen-address=", "--log.level=error"]);
    let _alertmanager = Running::start(command);
    until("Alertmanager", || {
        let alert = r#"[{"labels":{"alertname":"DiskFull","severity":"warning","host":"web"},"annotations":{"summary":"/ is full"}},
            {"labels":{"alertname":"Watchdog"}}]"#;
        crate::live::ask(alerts, "POST", "/api/v2/alerts", alert)
            .is_some_and(|answer| answer.contains(" 200 "))
    });
    // Two scrapes make a rate.
    std::thread::sleep(Duration::from_secs(3));
    until("Prometheus", || {
        let host = &ask(&[])["hosts"][0];
        host["busy"].as_array().is_some_and(|hours| hours.last().is_some_and(Value::is_number))
    });
    let report = ask(&[]);
    assert_eq!(report["monitoring"]["alertmanager"], Value::Null);
    assert_eq!(report["hosts"][0]["alerts"][0]["name"], "DiskFull");
    assert_eq!(report["monitoring"]["alerts"][0]["name"], "Watchdog");
    let busy = report["hosts"][0]["busy"].as_array().unwrap();
    println!("real Prometheus and Alertmanager answered through ssh; {} hours", busy.len());
    assert_eq!(busy.len(), 24);
    let bare = ask(&["--no-monitoring"]);
    assert_eq!(bare["monitoring"], Value::Null);
}

/// An exporter of one counter that grows by a quarter of a second each second.
struct Exporter(std::sync::Arc<std::sync::atomic::AtomicBool>);

impl Exporter {
    fn start(port: u16) -> Self {
        let stop = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
        let (listener, stopped) =
            (TcpListener::bind(("127.0.0.1", port)).unwrap(), std::sync::Arc::clone(&stop));
        let started = Instant::now();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if stopped.load(std::sync::atomic::Ordering::Relaxed) {
                    break;
                }
                let Ok(mut stream) = stream else { continue };
                let _ = stream.read(&mut [0; 4096]);
                let idle = started.elapsed().as_secs_f64() * 0.25;
                let body = format!("node_cpu_seconds_total{{cpu=\"0\",mode=\"idle\"}} {idle}\n");
                let head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n";
                let _ = write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len());
            }
        });
        Self(stop)
    }
}

impl Drop for Exporter {
    fn drop(&mut self) {
        self.0.store(true, std::sync::atomic::Ordering::Relaxed);
    }
}
