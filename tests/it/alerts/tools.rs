//! What is rendered, read by the tools of Debian.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use super::rendered::{folder, for_old_alertmanager, inventory, listed, render, tool};

fn passes(mut command: Command) {
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&said));
}

#[test]
fn rules_and_their_tests_pass() {
    let Some(mut check) = tool("promtool") else { return };
    let world = render(&inventory()).unwrap();
    let rules = folder(&world).join("rules");
    check.args(["check", "rules", "--lint-fatal"]).args(listed(&rules, ".yml"));
    passes(check);
    let mut test = tool("promtool").unwrap();
    test.args(["test", "rules"]).args(listed(&rules.join("tests"), ".yml"));
    passes(test);
}

/// The alerts that fire and those that stay quiet, by the tests that are rendered.
#[test]
fn every_alert_has_both_tests() {
    let world = render(&inventory()).unwrap();
    let rules = folder(&world).join("rules");
    let lines = |folder, mark: &str| -> BTreeSet<String> {
        let texts =
            listed(folder, ".yml").into_iter().map(|path| fs::read_to_string(path).unwrap());
        let lines = texts.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>());
        lines.filter_map(|line| Some(line.trim().strip_prefix(mark)?.to_owned())).collect()
    };
    let alerts = lines(&rules, "- alert: ");
    let tests = lines(&rules.join("tests"), "- name: ");
    let has = |alert: &str, end: &str| {
        tests.iter().any(|test| test.starts_with(&format!("\"{alert} (")) && test.ends_with(end))
    };
    for alert in &alerts {
        assert!(has(alert, "fires\""), "{alert}");
        assert!(has(alert, "stays quiet\"") || alert == "Watchdog", "{alert}");
    }
    // All of the table but the one that the inventory switches off.
    let page = fs::read_to_string(crate::harness::repository().join("docs/alerts.md")).unwrap();
    let known = page.lines().filter_map(|line| line.strip_prefix("### ").map(str::to_owned));
    let known: BTreeSet<String> = known.collect();
    let missing: Vec<&String> = known.difference(&alerts).collect();
    assert_eq!(missing, ["NvmeWearHigh"]);
}

/// Two weeks less a day: a laptop that is off is no news. Five minutes and a half: a server is.
#[test]
fn a_laptop_sleeps_and_a_server_does_not() {
    let Some(mut command) = tool("promtool") else { return };
    let world = render(&inventory()).unwrap();
    let rules = folder(&world).join("rules");
    let files: Vec<String> =
        listed(&rules, ".yml").iter().map(|path| format!("  - {}\n", path.display())).collect();
    let quiet =
        |alert: &str| format!("      - {{eval_time: 312h, alertname: {alert}, exp_alerts: []}}\n");
    let page = fs::read_to_string(crate::harness::repository().join("docs/alerts.md")).unwrap();
    let alerts = page.lines().filter_map(|line| line.strip_prefix("### "));
    // That the fleet is not whole is said of the targets alone.
    let quiet: String = alerts
        .filter(|alert| !["Watchdog", "TargetCountMismatch"].contains(alert))
        .map(quiet)
        .collect();
    let text = format!(
        "rule_files:\n{}group_eval_order: [records]\nevaluation_interval: 1h\ntests:\n  \
         - interval: 1h\n    input_series:\n      \
         - {{series: 'up{{job=\"node\",host=\"travel\",site=\"home\",always_on=\"false\"}}', values: '1x2 0x320'}}\n      \
         - {{series: 'smartctl_device{{host=\"travel\",site=\"home\",device=\"sda\"}}', values: '1x2'}}\n    \
         alert_rule_test:\n{quiet}",
        files.concat(),
    );
    let test = world.fleet().join("laptop.yml");
    fs::write(&test, text).unwrap();
    command.args(["test", "rules"]).arg(test);
    passes(command);
}

#[test]
fn alertmanager_takes_its_configuration() {
    let Some(mut check) = tool("amtool") else { return };
    let world = render(&inventory()).unwrap();
    let text = fs::read_to_string(folder(&world).join("alertmanager.yml")).unwrap();
    let copy = for_old_alertmanager(&text, "http://127.0.0.1:9");
    assert!(copy.contains("fleet$HOME?template=alertmanager"), "{copy}");
    let path = world.fleet().join("alertmanager.yml");
    fs::write(&path, copy).unwrap();
    check.arg("check-config").arg(&path);
    passes(check);
    let critical = "critical,critical-after-15m,critical-after-30m";
    let table = [
        ("alertname=Watchdog severity=none", "dead-man"),
        ("alertname=SiteDown severity=critical site=home", critical),
        ("alertname=HostDown severity=critical host=nas site=home", critical),
        ("alertname=ProbeFailed severity=critical instance=x", critical),
        ("alertname=BackupStale severity=critical host=db backup=dumps", critical),
        ("alertname=SLOFastBurn severity=critical slo=web", critical),
        ("alertname=SmartFailed severity=critical host=nas", critical),
        ("alertname=FilesystemFillsIn4h severity=critical host=nas", critical),
        ("alertname=CertRenewalLate severity=critical instance=x", critical),
        ("alertname=NoAlertmanager severity=critical", critical),
        ("alertname=KernelStorageError severity=critical host=nas", critical),
        ("alertname=NotificationsFailing severity=critical integration=email", "not-by-email"),
        ("alertname=NotificationsFailing severity=critical integration=webhook", "not-by-webhook"),
        (
            "alertname=NotificationsFailing severity=critical integration=telegram",
            "not-by-telegram",
        ),
        (
            "alertname=NotificationsFailing severity=critical integration=pagerduty",
            "not-by-pagerduty",
        ),
        // Nobody who wakes anybody goes by it, and so nobody goes around it.
        ("alertname=NotificationsFailing severity=critical integration=slack", critical),
        ("alertname=FilesystemLow severity=warning host=nas", "warning"),
        ("alertname=SystemdUnitFailed severity=warning host=web1", "warning"),
        ("alertname=CertRenewalLate severity=warning instance=x", "warning"),
        ("alertname=TargetCountMismatch severity=warning", "warning"),
        ("alertname=LogErrorBurst severity=warning host=nas", "warning"),
        ("alertname=BootSlow severity=info host=nas", "info"),
        ("alertname=SeriesAnomaly severity=info", "info"),
        ("alertname=RoamingHostUnseen severity=info host=travel", "info"),
        ("alertname=SomethingElse", "warning"),
    ];
    for (labels, receivers) in table {
        let mut command = tool("amtool").unwrap();
        command.args(["config", "routes", "test", "--config.file"]).arg(&path);
        command.arg(format!("--verify.receivers={receivers}")).args(labels.split(' '));
        passes(command);
    }
}

#[test]
fn the_blackbox_exporter_takes_its_configuration() {
    let Some(mut check) = tool("prometheus-blackbox-exporter") else { return };
    let world = render(&inventory()).unwrap();
    check.arg("--config.check").arg("--config.file").arg(folder(&world).join("blackbox.yml"));
    passes(check);
}

/// The inventory with something else in a place.
fn changed(from: &str, to: &str) -> String {
    let inventory = inventory();
    assert!(inventory.contains(from), "{from}");
    inventory.replace(from, to)
}

#[test]
fn what_does_not_go_together_is_refused() {
    let refused = |inventory: &str| render(inventory).err().expect("it is refused");
    let external = refused(&changed("external = true;", ""));
    assert!(
        external.contains("no channel for critical alerts works without the fleet"),
        "{external}"
    );
    let sms = refused(&changed(
        "secret = \"sms-url\";",
        "secret = \"sms-url\"; severities = [ \"warning\" ];",
    ));
    assert!(sms.contains("channels.sms would send a short message"), "{sms}");
    let server = refused(&changed("server = \"mail.example.org:587\";", ""));
    assert!(server.contains("channels.mail has no `server`"), "{server}");
    let blip = refused(&changed("objective = 99.9;", "objective = 99.9; interval = \"60s\";"));
    assert!(blip.contains("slos.web.interval to 25 s"), "{blip}");
    let low = refused(&changed("objective = 99;", "objective = 90;"));
    assert!(low.contains("no outage burns fast enough"), "{low}");
    let dead = refused(&changed(
        "nginx_http_requests_total[5m]",
        "nginx_http_requests_total{status=~\\\"5..\\\"}[5m]",
    ));
    assert!(dead.contains("has no label status"), "{dead}");
    let unknown = refused(&changed("alertsOff.NvmeWearHigh", "alertsOff.NvmeWear"));
    assert!(unknown.contains("there is no alert NvmeWear"), "{unknown}");
    let kept = refused(&changed(
        "server = \"monitor\";\n    deadMan",
        "server = \"monitor\"; retention = \"7d\";\n    deadMan",
    ));
    assert!(kept.contains("monitoring.retention to 15d"), "{kept}");
}

#[test]
fn an_alert_is_off_for_one_host_alone() {
    let before = render(&inventory()).unwrap();
    let after = changed(
        "mail = host",
        "mail = { alertsOff.SystemdUnitFailed.reason = \"it is old\"; } // host",
    );
    let after = render(&after).unwrap();
    let lines = |world| {
        let text = fs::read_to_string(folder(world).join("rules/services.yml")).unwrap();
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let (before, after) = (lines(&before), lines(&after));
    let changed: Vec<_> = before.iter().zip(&after).filter(|(a, b)| a != b).collect();
    assert_eq!(before.len(), after.len());
    let [(old, new)] = changed[..] else { panic!("{changed:?}") };
    assert_eq!(old.replace("} == 1", ",host!=\"mail\"} == 1"), *new);
}

#[test]
fn no_secret_and_no_identity_is_in_a_dashboard() {
    let world = render(&inventory()).unwrap();
    let boards = listed(&folder(&world).join("dashboards"), ".json");
    assert!(boards.len() >= 10, "{boards:?}");
    for path in boards {
        let text = fs::read_to_string(&path).unwrap();
        let board: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(board["id"], serde_json::Value::Null);
        assert!(board["uid"].as_str().unwrap().starts_with("fleet-"));
        assert!(board["panels"].as_array().unwrap().len() <= 24, "{}", path.display());
        assert!(board.get("version").is_none() && !text.contains("${DS_"));
        for panel in board["panels"].as_array().unwrap() {
            let uid = panel["datasource"]["uid"].as_str().unwrap();
            assert!(["fleet-prom", "fleet-loki"].contains(&uid), "{uid}");
        }
    }
}
