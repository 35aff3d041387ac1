//! The monitoring itself.

use super::super::alert::Severity::Critical;
use super::super::alert::{Alert, Group, PLAIN, case};

pub(super) const GROUP: Group = Group {
    name: "plumbing",
    about: "the monitoring itself",
    alerts: &[
        Alert {
            name: "NotificationsFailing",
            severity: Critical,
            hold: "10m",
            expr: "rate(alertmanager_notifications_failed_total[10m]) > 0",
            summary: "Notifications by {{ $labels.integration }} do not get through",
            description: "Who relies on them hears nothing. This one goes another way.",
            action: "The journal of alertmanager says why: a token that has ended, a server that is gone.",
            fires: case(
                "30m",
                &[(r#"alertmanager_notifications_failed_total{integration="email",$l}"#, "0+1x40")],
            ),
            quiet: Some(case(
                "30m",
                &[(
                    r#"alertmanager_notifications_failed_total{integration="email",$l}"#,
                    "0x10 1x30",
                )],
            )),
            ..PLAIN
        },
        Alert {
            name: "NoAlertmanager",
            severity: Critical,
            hold: "10m",
            expr: "prometheus_notifications_alertmanagers_discovered < 1",
            summary: "Prometheus has no Alertmanager",
            description: "No alert reaches anybody. Only the dead-man switch tells.",
            action: "systemctl status alertmanager on the monitoring server.",
            fires: case(
                "15m",
                &[("prometheus_notifications_alertmanagers_discovered{$l}", "0x20")],
            ),
            quiet: Some(case(
                "15m",
                &[("prometheus_notifications_alertmanagers_discovered{$l}", "1x20")],
            )),
            ..PLAIN
        },
        Alert {
            name: "RuleEvaluationFailing",
            hold: "10m",
            expr: "increase(prometheus_rule_evaluation_failures_total[10m]) > 0",
            summary: "Rules of {{ $labels.rule_group }} cannot be evaluated",
            description: "The alerts of that group are silent.",
            action: "The rules page of Prometheus has the error; often two series where one was expected.",
            fires: case(
                "30m",
                &[(
                    r#"prometheus_rule_evaluation_failures_total{rule_group="disks",$l}"#,
                    "0+1x40",
                )],
            ),
            quiet: Some(case(
                "30m",
                &[(r#"prometheus_rule_evaluation_failures_total{rule_group="disks",$l}"#, "4x40")],
            )),
            ..PLAIN
        },
        Alert {
            name: "LogsSilent",
            hold: "1h",
            expr: r#"sum by (host, site) (rate(loki_source_journal_target_lines_total{$host}[1h])) == 0 and on (host) up{job="node",always_on="true"} == 1"#,
            by: Some(&["host", "site"]),
            summary: "No logs come from {{ $labels.host }}",
            description: "Alloy runs and reads nothing: it may not read the journal.",
            action: "journalctl -u alloy on the host; its group must be systemd-journal.",
            fires: case(
                "2h30m",
                &[
                    ("loki_source_journal_target_lines_total{$l}", "5x160"),
                    (r#"up{job="node",always_on="true",$l}"#, "1x160"),
                ],
            ),
            quiet: Some(case(
                "2h30m",
                &[
                    ("loki_source_journal_target_lines_total{$l}", "0+9x160"),
                    (r#"up{job="node",always_on="true",$l}"#, "1x160"),
                ],
            )),
            ..PLAIN
        },
        Alert {
            name: "AlloyUnhealthy",
            hold: "15m",
            expr: r#"alloy_component_controller_running_components{health_type!="healthy",$host} > 0"#,
            summary: "A part of Alloy on {{ $labels.host }} is not well",
            description: "After a bad reload it goes on with its last good configuration.",
            action: "journalctl -u alloy on the host.",
            fires: case(
                "20m",
                &[(
                    r#"alloy_component_controller_running_components{health_type="unhealthy",$l}"#,
                    "1x30",
                )],
            ),
            quiet: Some(case(
                "20m",
                &[
                    (
                        r#"alloy_component_controller_running_components{health_type="unhealthy",$l}"#,
                        "0x30",
                    ),
                    (
                        r#"alloy_component_controller_running_components{health_type="healthy",$l}"#,
                        "9x30",
                    ),
                ],
            )),
            ..PLAIN
        },
    ],
};
