//! Memory, load, heat and clocks.

use super::super::alert::Severity::Info;
use super::super::alert::{Alert, Group, PLAIN, case};
use super::super::limits::Limit;

pub(super) const GROUP: Group = Group {
    name: "hardware",
    about: "performance budgets, heat and clocks",
    alerts: &[
        Alert {
            name: "MemoryPressure",
            hold: "10m",
            expr: "rate(node_pressure_memory_stalled_seconds_total{$host}[10m]) > $limit",
            limit: Some(Limit::Memory),
            summary: "{{ $labels.host }} waits for memory",
            description: "Everything on it stood still for too much of ten minutes. Full memory alone is no problem: caches fill it.",
            action: "systemd-cgtop -m says who has it. budgets.memoryPressure is how much is allowed.",
            fires: case("30m", &[("node_pressure_memory_stalled_seconds_total{$l}", "0+$overx40")]),
            quiet: Some(case(
                "30m",
                &[("node_pressure_memory_stalled_seconds_total{$l}", "0+$underx40")],
            )),
            ..PLAIN
        },
        Alert {
            name: "IoPressureBudget",
            hold: "30m",
            expr: "rate(node_pressure_io_stalled_seconds_total{$host}[15m]) > $limit",
            limit: Some(Limit::Io),
            summary: "{{ $labels.host }} waits for its disks",
            description: "Everything on it stood still for too much of a quarter of an hour.",
            action: "iotop -oPa says who reads and writes. budgets.ioPressure is how much is allowed.",
            fires: case("50m", &[("node_pressure_io_stalled_seconds_total{$l}", "0+$overx60")]),
            quiet: Some(case(
                "50m",
                &[("node_pressure_io_stalled_seconds_total{$l}", "0+$underx60")],
            )),
            ..PLAIN
        },
        Alert {
            name: "OomKill",
            expr: "increase(node_vmstat_oom_kill{$host}[10m]) > 0",
            summary: "{{ $labels.host }} killed a process for want of memory",
            description: "The kernel chose one, and it may have been the one that matters.",
            action: "journalctl -k -g 'Out of memory' names it; give the service MemoryHigh, or the host memory.",
            fires: case("12m", &[("node_vmstat_oom_kill{$l}", "0x5 1x15")]),
            quiet: Some(case("12m", &[("node_vmstat_oom_kill{$l}", "3x20")])),
            ..PLAIN
        },
        Alert {
            name: "ClockUnsynchronised",
            hold: "10m",
            expr: "min_over_time(node_timex_sync_status{$host}[10m]) == 0 and node_timex_maxerror_seconds >= 16",
            summary: "The clock of {{ $labels.host }} is not synchronised",
            description: "TLS, one-time passwords and logs go wrong by and by.",
            action: "timedatectl timesync-status; see whether NTP gets out.",
            fires: case(
                "30m",
                &[
                    ("node_timex_sync_status{$l}", "0x40"),
                    ("node_timex_maxerror_seconds{$l}", "16x40"),
                ],
            ),
            quiet: Some(case(
                "30m",
                &[
                    ("node_timex_sync_status{$l}", "0x5 1x40"),
                    ("node_timex_maxerror_seconds{$l}", "16x5 0.1x40"),
                ],
            )),
            ..PLAIN
        },
        Alert {
            name: "TemperatureHigh",
            hold: "10m",
            expr: "node_hwmon_temp_celsius{$host} > 0 and node_hwmon_temp_celsius >= node_hwmon_temp_crit_celsius - 5 and node_hwmon_temp_crit_celsius < 150",
            summary: "{{ $labels.chip }} of {{ $labels.host }} has {{ $value }} °C",
            description: "Five degrees more, and it is slowed down or switched off.",
            action: "See to fans and dust.",
            fires: case(
                "20m",
                &[
                    (r#"node_hwmon_temp_celsius{chip="cpu",sensor="temp1",$l}"#, "97x30"),
                    (r#"node_hwmon_temp_crit_celsius{chip="cpu",sensor="temp1",$l}"#, "100x30"),
                ],
            )
            .shows("97"),
            // Some chips have no limit and say something absurd instead.
            quiet: Some(case(
                "20m",
                &[
                    (r#"node_hwmon_temp_celsius{chip="cpu",sensor="temp1",$l}"#, "60x30"),
                    (r#"node_hwmon_temp_crit_celsius{chip="cpu",sensor="temp1",$l}"#, "100x30"),
                    (r#"node_hwmon_temp_celsius{chip="nvme",sensor="temp2",$l}"#, "65261x30"),
                    (r#"node_hwmon_temp_crit_celsius{chip="nvme",sensor="temp2",$l}"#, "65261x30"),
                ],
            )),
            ..PLAIN
        },
        Alert {
            name: "ConntrackNearLimit",
            hold: "10m",
            expr: "node_nf_conntrack_entries{$host} / node_nf_conntrack_entries_limit > 0.80",
            summary: "{{ $labels.host }} has {{ $value | humanizePercentage }} of the connections it can track",
            description: "Beyond that new connections are dropped.",
            action: "conntrack -L says whose they are; boot.kernel.sysctl.\"net.netfilter.nf_conntrack_max\".",
            fires: case(
                "20m",
                &[
                    ("node_nf_conntrack_entries{$l}", "90x30"),
                    ("node_nf_conntrack_entries_limit{$l}", "100x30"),
                ],
            )
            .shows("90%"),
            quiet: Some(case(
                "20m",
                &[
                    ("node_nf_conntrack_entries{$l}", "20x30"),
                    ("node_nf_conntrack_entries_limit{$l}", "100x30"),
                ],
            )),
            ..PLAIN
        },
        Alert {
            name: "BootSlow",
            severity: Info,
            expr: "fleet_boot_duration_seconds{$host} > $limit",
            limit: Some(Limit::Boot),
            summary: "{{ $labels.host }} boots slowly",
            description: "More than its budget.",
            action: "systemd-analyze critical-chain on the host. budgets.boot is how long it may take.",
            fires: case("1m", &[("fleet_boot_duration_seconds{$l}", "$overx5")]),
            quiet: Some(case("1m", &[("fleet_boot_duration_seconds{$l}", "$underx5")])),
            ..PLAIN
        },
    ],
};
