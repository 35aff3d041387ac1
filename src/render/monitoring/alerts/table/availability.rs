//! Is it there?

use super::super::alert::Severity::{Critical, Info, None as Nothing};
use super::super::alert::{Alert, Group, PLAIN, case, every};
use super::super::limits::Limit;

pub(super) const GROUP: Group = Group {
    name: "availability",
    about: "whether hosts and sites are there, and whether all of them are looked at",
    alerts: &[
        Alert {
            name: "Watchdog",
            severity: Nothing,
            expr: "vector(1)",
            by: Some(&[]),
            summary: "Monitoring works",
            description: "It always fires. The dead-man switch outside the fleet says so when it does not arrive.",
            action: "Nothing. Where the dead-man switch complains: see whether Prometheus, Alertmanager and the way out of the house work.",
            fires: case("1m", &[]),
            ..PLAIN
        },
        Alert {
            name: "SiteDown",
            severity: Critical,
            hold: "2m",
            expr: r#"probe_success{kind="gateway"} == 0"#,
            summary: "The gateway of {{ $labels.site }} does not answer",
            description: "All that stands at the site is out of reach. What its hosts would say is held back while this fires.",
            action: "See whether the site has power and its line works.",
            fires: case(
                "5m",
                &[(r#"probe_success{kind="gateway",site="test",instance="192.0.2.1"}"#, "0x10")],
            ),
            quiet: Some(case(
                "8m",
                &[(
                    r#"probe_success{kind="gateway",site="test",instance="192.0.2.1"}"#,
                    "1 1 1 0 1 1 1 1 1",
                )],
            )),
            ..PLAIN
        },
        Alert {
            name: "HostDown",
            severity: Critical,
            hold: "5m",
            expr: r#"up{job="node",always_on="true",$host} == 0"#,
            summary: "{{ $labels.host }} does not answer",
            description: "It is expected to answer at any hour. Its other alerts are held back while this fires.",
            action: "Reach it over ssh or its console; see whether it has power and a network.",
            fires: case("6m", &[(r#"up{job="node",always_on="true",$l}"#, "0x10")]),
            quiet: Some(case(
                "60m",
                &[
                    (r#"up{job="node",always_on="true",$l}"#, "1x10 0x3 1x60"),
                    (r#"up{job="node",always_on="false",host="laptop.invalid"}"#, "0x60"),
                ],
            )),
            ..PLAIN
        },
        Alert {
            name: "RoamingHostUnseen",
            severity: Info,
            hold: "1h",
            expr: r#"max_over_time(up{job="node",always_on="false",$host}[14d]) == 0 and count_over_time(up{job="node",always_on="false"}[1d] offset 13d) > 0"#,
            summary: "{{ $labels.host }} was not seen for two weeks",
            description: "It is not expected to be always on, but nobody has seen it for long: it gets no updates and no backups.",
            action: "Ask whoever has it. Take it out of the inventory where it is gone.",
            fires: every("1h", "338h", &[(r#"up{job="node",always_on="false",$l}"#, "0x340")]),
            quiet: Some(every(
                "1h",
                "338h",
                &[(r#"up{job="node",always_on="false",$l}"#, "1x30 0x312")],
            )),
            ..PLAIN
        },
        Alert {
            name: "TargetCountMismatch",
            hold: "15m",
            expr: r#"count(up{job="node"}) != $targets"#,
            by: Some(&[]),
            summary: "Not all hosts of the inventory are looked at",
            description: "Prometheus does not have the targets that were rendered: a host is missing, or one too many is there.",
            action: "Compare the targets page of Prometheus with the inventory; deploy the monitoring server.",
            fires: case(
                "20m",
                &[
                    (r#"up{job="node",host="h$each"}"#, "1x30"),
                    (r#"up{job="node",host="more"}"#, "1x30"),
                ],
            ),
            quiet: Some(case("20m", &[(r#"up{job="node",host="h$each"}"#, "1x30")])),
            ..PLAIN
        },
        Alert {
            name: "CollectorFailed",
            hold: "15m",
            // What has nothing to report fails as well (a host without RAID, say): only those count
            // that every host has and that alerts rely on.
            expr: r#"node_scrape_collector_success{collector=~"diskstats|filesystem|meminfo|pressure|stat|systemd|textfile|timex|vmstat",$host} == 0"#,
            summary: "The collector {{ $labels.collector }} fails on {{ $labels.host }}",
            description: "What it reports is missing, and alerts that rely on it are silent. Often the sandbox of the exporter is in its way.",
            action: "journalctl -u prometheus-node-exporter on the host says why.",
            fires: case(
                "20m",
                &[(r#"node_scrape_collector_success{collector="systemd",$l}"#, "0x30")],
            ),
            quiet: Some(case(
                "20m",
                &[
                    (r#"node_scrape_collector_success{collector="systemd",$l}"#, "1x30"),
                    (r#"node_scrape_collector_success{collector="nfs",$l}"#, "0x30"),
                ],
            )),
            ..PLAIN
        },
        Alert {
            name: "TextfileWriterStale",
            hold: "10m",
            expr: r#"time() - node_textfile_mtime_seconds{file=~".*fleet_.*",$host} > 93600"#,
            summary: "{{ $labels.file }} on {{ $labels.host }} is more than 26 hours old",
            description: "The script that writes it does not run. Its last values look healthy and are not true any more.",
            action: "systemctl list-timers 'nixward-textfile-*' and the journal of the unit on the host.",
            fires: case(
                "15m",
                &[(
                    r#"node_textfile_mtime_seconds{file="/var/lib/nixward/textfile/fleet_boot.prom",$l}"#,
                    "-93600x20",
                )],
            ),
            quiet: Some(case(
                "15m",
                &[(
                    r#"node_textfile_mtime_seconds{file="/var/lib/nixward/textfile/fleet_boot.prom",$l}"#,
                    "-86400x20",
                )],
            )),
            ..PLAIN
        },
        Alert {
            name: "ScrapeSeriesBudget",
            severity: Info,
            hold: "1h",
            expr: "sum by (host, site) (scrape_samples_post_metric_relabeling{$host}) > $limit",
            limit: Some(Limit::Series),
            by: Some(&["host", "site"]),
            summary: "{{ $labels.host }} brings too many series",
            description: "More than its budget. The memory and the disk of the monitoring server pay for it.",
            action: "topk(10, count by (__name__) ({host=\"...\"})) says which; switch off what nobody looks at, or raise budgets.series.",
            fires: case(
                "70m",
                &[(r#"scrape_samples_post_metric_relabeling{job="node",$l}"#, "$overx80")],
            ),
            quiet: Some(case(
                "70m",
                &[(r#"scrape_samples_post_metric_relabeling{job="node",$l}"#, "$underx80")],
            )),
        },
    ],
};
