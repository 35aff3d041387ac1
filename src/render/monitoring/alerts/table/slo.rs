//! Promises, and series that are unlike themselves.

use super::super::alert::Severity::{Critical, Info};
use super::super::alert::{Alert, Group, PLAIN, case, every};

/// The labels of a promise.
const SLO: Option<&[&str]> = Some(&["slo", "host", "site"]);

pub(super) const GROUP: Group = Group {
    name: "slo",
    about: "promises to the people who use a service",
    alerts: &[
        Alert {
            name: "SLOFastBurn",
            severity: Critical,
            hold: "2m",
            // 14.4 times the budget uses up that of a month in two days; 6 times in five.
            expr: "(slo:probe_errors:ratio1h{$host} > on (slo) group_left () 14.4 * slo:error_budget:ratio and slo:probe_errors:ratio5m > on (slo) group_left () 14.4 * slo:error_budget:ratio) or (slo:probe_errors:ratio6h{$host} > on (slo) group_left () 6 * slo:error_budget:ratio and slo:probe_errors:ratio30m > on (slo) group_left () 6 * slo:error_budget:ratio)",
            by: SLO,
            summary: "{{ $labels.slo }} breaks its promise",
            description: "{{ $value | humanizePercentage }} of its probes fail: the error budget of a month is gone within days.",
            action: "As for a service that is down: it is, for many.",
            fires: every("1m", "70m", &[("probe_success{$slo,$l}", "1x10 0x70")]).shows("98.36%"),
            // One probe that fails is none.
            quiet: Some(every(
                "$interval",
                "2h3m",
                &[("probe_success{$slo,$l}", "1x$hours 0 1x$hours")],
            )),
            ..PLAIN
        },
        Alert {
            name: "SLOSlowBurn",
            hold: "1h",
            expr: "slo:probe_errors:ratio3d{$host} > on (slo) group_left () 1 * slo:error_budget:ratio and slo:probe_errors:ratio6h > on (slo) group_left () 1 * slo:error_budget:ratio",
            by: SLO,
            summary: "{{ $labels.slo }} uses up its error budget",
            description: "{{ $value | humanizePercentage }} of its probes fail, more than was promised.",
            action: "See what fails now and then; nothing has to be done at night.",
            fires: case("2h", &[("probe_success{$slo,$l}", "1x10 0x120")]).shows("90.91%"),
            quiet: Some(case("2h", &[("probe_success{$slo,$l}", "1x130")])),
            ..PLAIN
        },
        Alert {
            name: "LatencyBudgetExceeded",
            severity: Info,
            hold: "30m",
            expr: "quantile_over_time(0.95, probe_duration_seconds{$host}[1h]) > on (instance) group_left () fleet:latency_budget_seconds",
            summary: "{{ $labels.instance }} answers slowly",
            description: "One answer in twenty takes longer than was promised.",
            action: "See what the host does. slos.<name>.latencyMs is how slow it may be.",
            fires: case("50m", &[("probe_duration_seconds{$latency,$l}", "$overx60")]),
            quiet: Some(case("50m", &[("probe_duration_seconds{$latency,$l}", "$underx60")])),
            ..PLAIN
        },
        Alert {
            name: "SeriesAnomaly",
            severity: Info,
            hold: "1h",
            expr: "abs(fleet:anomaly_input{$host} - avg_over_time(fleet:anomaly_input[7d])) > 4 * stddev_over_time(fleet:anomaly_input[7d]) and stddev_over_time(fleet:anomaly_input[7d]) > 0 and count_over_time(fleet:anomaly_input[7d]) > 1000",
            summary: "{{ $labels.anomaly }} is unlike itself",
            description: "It is more than four standard deviations away from the mean of a week.",
            action: "Look at it; it may be nothing.",
            // An hour of it is less than a seventeenth of the past only after most of a day.
            fires: case(
                "24h34m",
                &[(
                    r#"fleet:anomaly_input{anomaly="test",$l}"#,
                    "1 2 1 2 1 2 1 2 1 2 1.5x1400 50x80",
                )],
            ),
            quiet: Some(case(
                "20h",
                &[(r#"fleet:anomaly_input{anomaly="test",$l}"#, "1 2 1 2 1 2 1 2 1 2 1.5x1500")],
            )),
            ..PLAIN
        },
    ],
};
