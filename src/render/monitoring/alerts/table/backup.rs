//! Backups, and whether they can be read.

use super::super::alert::Severity::Critical;
use super::super::alert::{Alert, Group, PLAIN, case, every};

pub(super) const GROUP: Group = Group {
    name: "backup",
    about: "backups, and whether they can be read again",
    alerts: &[
        Alert {
            name: "BackupStale",
            severity: Critical,
            hold: "30m",
            expr: "time() - fleet_backup_last_success_timestamp_seconds{$host} > on (host, backup) group_left () 2.5 * fleet:backup_interval_seconds",
            summary: "The backup {{ $labels.backup }} of {{ $labels.host }} is old",
            description: "More than two in a row are missing.",
            action: "journalctl -u 'restic-backups-*' -u 'borgbackup-job-*' on the host.",
            fires: case(
                "40m",
                &[("fleet_backup_last_success_timestamp_seconds{$backup}", "$longagox60")],
            ),
            quiet: Some(case(
                "40m",
                &[("fleet_backup_last_success_timestamp_seconds{$backup}", "0x60")],
            )),
            ..PLAIN
        },
        Alert {
            name: "BackupNeverSucceeded",
            severity: Critical,
            hold: "26h",
            expr: r#"fleet:backup_interval_seconds{$host} unless on (host, backup) fleet_backup_last_success_timestamp_seconds and on (host) up{job="node"} == 1"#,
            summary: "The backup {{ $labels.backup }} of {{ $labels.host }} has never succeeded",
            description: "The inventory has it, and the host, which is there, knows of none.",
            action: "See whether the job is there at all, and whether it writes its metrics.",
            fires: every("30m", "27h", &[(r#"up{job="node",$backup}"#, "1x60")]).found("$backup"),
            quiet: Some(every(
                "30m",
                "27h",
                &[
                    (r#"up{job="node",$backup}"#, "1x60"),
                    ("fleet_backup_last_success_timestamp_seconds{$backup}", "0x60"),
                ],
            )),
            ..PLAIN
        },
        Alert {
            name: "BackupRunFailed",
            hold: "15m",
            expr: "fleet_backup_last_exit_code{$host} != 0",
            summary: "The last run of the backup {{ $labels.backup }} of {{ $labels.host }} failed",
            description: "Its exit code was {{ $value }}. Forgetting and pruning count: they fail unseen for weeks otherwise.",
            action: "journalctl -u 'restic-backups-*' -u 'borgbackup-job-*' on the host; a stale lock needs restic unlock.",
            fires: case("20m", &[(r#"fleet_backup_last_exit_code{backup="home",$l}"#, "1x30")])
                .shows("1"),
            quiet: Some(case(
                "20m",
                &[(r#"fleet_backup_last_exit_code{backup="home",$l}"#, "0x30")],
            )),
            ..PLAIN
        },
        Alert {
            name: "RestoreDrillOverdue",
            hold: "1h",
            expr: "time() - fleet_backup_restore_test_timestamp_seconds{$host} > 40 * 86400 or fleet_backup_restore_test_success{$host} == 0",
            summary: "The backup {{ $labels.backup }} of {{ $labels.host }} was not read back",
            description: "The last try failed or is more than 40 days ago. A backup that nobody has restored is none.",
            action: "Run the drill and read what it says.",
            fires: case(
                "70m",
                &[(
                    r#"fleet_backup_restore_test_timestamp_seconds{backup="home",$l}"#,
                    "-3456000x80",
                )],
            ),
            quiet: Some(case(
                "70m",
                &[
                    (
                        r#"fleet_backup_restore_test_timestamp_seconds{backup="home",$l}"#,
                        "-864000x80",
                    ),
                    (r#"fleet_backup_restore_test_success{backup="home",$l}"#, "1x80"),
                ],
            )),
            ..PLAIN
        },
        Alert {
            name: "BackupShrank",
            hold: "1h",
            expr: "fleet_backup_last_bytes{$host} < 0.5 * avg_over_time(fleet_backup_last_bytes[14d])",
            summary: "The backup {{ $labels.backup }} of {{ $labels.host }} has become small",
            description: "Less than half of what it was: a mount is missing, a path is wrong, or somebody has removed the files.",
            action: "Compare the last two snapshots before old ones are forgotten.",
            fires: case("4h", &[(r#"fleet_backup_last_bytes{backup="home",$l}"#, "100x160 10x80")]),
            quiet: Some(case(
                "4h",
                &[(r#"fleet_backup_last_bytes{backup="home",$l}"#, "100x160 90x80")],
            )),
            ..PLAIN
        },
    ],
};
