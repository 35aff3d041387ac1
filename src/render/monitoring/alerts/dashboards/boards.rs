//! The dashboards that are about one thing rather than one role.

use super::super::limits::Limit;
use super::panels::{ALERTS, Board, Kind, panel};

/// The other dashboards.
pub(super) const BOARDS: &[Board] = &[
    Board {
        name: "fleet",
        title: "overview",
        by_host: false,
        panels: &[
            ALERTS,
            panel(
                Kind::Stat,
                "Critical alerts",
                "short",
                "",
                r#"count(ALERTS{alertstate="firing",severity="critical"}) or vector(0)"#,
            ),
            panel(
                Kind::Stat,
                "Warnings",
                "short",
                "",
                r#"count(ALERTS{alertstate="firing",severity="warning"}) or vector(0)"#,
            ),
            panel(Kind::Stat, "Hosts that answer", "short", "", r#"count(up{job="node"} == 1)"#),
            panel(Kind::Stat, "Series", "short", "", "prometheus_tsdb_head_series"),
            panel(Kind::Table, "Hosts", "short", "", r#"up{job="node"}"#),
            panel(Kind::Table, "Versions", "short", "", "fleet_nixos_info"),
            panel(
                Kind::Graph,
                "Age of nixpkgs",
                "s",
                "{{host}}",
                r#"time() - fleet_flake_input_last_modified_seconds{input="nixpkgs"}"#,
            ),
            panel(
                Kind::Graph,
                "Age of the newest generation",
                "s",
                "{{host}}",
                "time() - fleet_system_generation_timestamp_seconds",
            ),
            panel(
                Kind::Table,
                "A reboot is pending",
                "short",
                "",
                "fleet_booted_kernel_current == 0",
            ),
            panel(
                Kind::Table,
                "What runs is not what boots",
                "short",
                "",
                "fleet_system_current == 0",
            ),
            panel(Kind::Graph, "Generations", "short", "{{host}}", "fleet_system_generations"),
            panel(Kind::Graph, "Size of the store", "bytes", "{{host}}", "fleet_nix_store_bytes"),
            panel(Kind::Graph, "Paths of the store", "short", "{{host}}", "fleet_nix_store_paths"),
            panel(Kind::Graph, "Up since", "s", "{{host}}", "time() - node_boot_time_seconds"),
            panel(Kind::Graph, "Probes", "short", "{{instance}}", "probe_success"),
            panel(
                Kind::Graph,
                "Probes: time to answer",
                "s",
                "{{instance}}",
                "probe_duration_seconds",
            ),
            panel(
                Kind::Graph,
                "Promises: errors within an hour",
                "percentunit",
                "{{slo}}",
                "slo:probe_errors:ratio1h",
            ),
            panel(
                Kind::Graph,
                "Promises: error budget",
                "percentunit",
                "{{slo}}",
                "slo:error_budget:ratio",
            ),
            panel(
                Kind::Table,
                "Certificates: days left",
                "d",
                "",
                "(probe_ssl_earliest_cert_expiry - time()) / 86400",
            ),
            panel(
                Kind::Graph,
                "Notifications",
                "short",
                "{{integration}}",
                "rate(alertmanager_notifications_total[1h]) * 3600",
            ),
            panel(
                Kind::Graph,
                "Banned addresses",
                "short",
                "{{host}} {{jail}}",
                "f2b_jail_banned_total",
            ),
            panel(
                Kind::Graph,
                "WireGuard: age of the handshake",
                "s",
                "{{host}} {{interface}}",
                "time() - wireguard_latest_handshake_seconds",
            ),
        ],
    },
    Board {
        name: "logs",
        title: "logs",
        by_host: true,
        panels: &[
            panel(
                Kind::Logs,
                "Errors",
                "",
                "",
                r#"{host=~"$host", level=~"err|crit|alert|emerg"}"#,
            ),
            panel(Kind::Logs, "All", "", "", r#"{host=~"$host"}"#),
            panel(
                Kind::Graph,
                "Lines read",
                "short",
                "{{host}}",
                r#"sum by (host) (rate(loki_source_journal_target_lines_total{host=~"$host"}[5m]))"#,
            ),
        ],
    },
    Board {
        name: "backup",
        title: "backup",
        by_host: true,
        panels: &[
            panel(
                Kind::Graph,
                "Age of the last backup",
                "s",
                "{{host}} {{backup}}",
                r#"time() - fleet_backup_last_success_timestamp_seconds{host=~"$host"}"#,
            ),
            panel(
                Kind::Table,
                "Time between two",
                "s",
                "",
                r#"fleet:backup_interval_seconds{host=~"$host"}"#,
            ),
            panel(
                Kind::Graph,
                "Size",
                "bytes",
                "{{host}} {{backup}}",
                r#"fleet_backup_last_bytes{host=~"$host"}"#,
            ),
            panel(
                Kind::Table,
                "Failed",
                "short",
                "",
                r#"fleet_backup_last_exit_code{host=~"$host"} != 0"#,
            ),
            panel(
                Kind::Table,
                "Age of the last drill",
                "s",
                "",
                r#"time() - fleet_backup_restore_test_timestamp_seconds{host=~"$host"}"#,
            ),
        ],
    },
    Board {
        name: "database",
        title: "databases",
        by_host: true,
        panels: &[
            panel(Kind::Stat, "PostgreSQL answers", "bool", "{{host}}", r#"pg_up{host=~"$host"}"#),
            panel(Kind::Stat, "Redis answers", "bool", "{{host}}", r#"redis_up{host=~"$host"}"#),
            panel(Kind::Stat, "MySQL answers", "bool", "{{host}}", r#"mysql_up{host=~"$host"}"#),
            panel(
                Kind::Graph,
                "PostgreSQL: connections",
                "short",
                "{{host}} {{datname}}",
                r#"sum by (host, datname) (pg_stat_activity_count{host=~"$host"})"#,
            ),
            panel(
                Kind::Graph,
                "PostgreSQL: connections, of those allowed",
                "percentunit",
                "{{host}}",
                r#"sum by (host) (pg_stat_activity_count{host=~"$host"}) / on (host) max by (host) (pg_settings_max_connections)"#,
            ),
            panel(
                Kind::Graph,
                "PostgreSQL: transactions",
                "short",
                "{{host}} {{datname}}",
                r#"rate(pg_stat_database_xact_commit{host=~"$host"}[5m])"#,
            ),
            panel(
                Kind::Graph,
                "PostgreSQL: rolled back",
                "short",
                "{{host}} {{datname}}",
                r#"rate(pg_stat_database_xact_rollback{host=~"$host"}[5m])"#,
            ),
            panel(
                Kind::Graph,
                "PostgreSQL: deadlocks",
                "short",
                "{{host}} {{datname}}",
                r#"increase(pg_stat_database_deadlocks{host=~"$host"}[1h])"#,
            ),
            panel(
                Kind::Graph,
                "PostgreSQL: found in memory",
                "percentunit",
                "{{host}} {{datname}}",
                r#"rate(pg_stat_database_blks_hit{host=~"$host"}[5m]) / (rate(pg_stat_database_blks_hit[5m]) + rate(pg_stat_database_blks_read[5m]))"#,
            ),
            panel(
                Kind::Graph,
                "PostgreSQL: size",
                "bytes",
                "{{host}} {{datname}}",
                r#"pg_database_size_bytes{host=~"$host"}"#,
            ),
            panel(
                Kind::Graph,
                "Redis: memory",
                "bytes",
                "{{host}}",
                r#"redis_memory_used_bytes{host=~"$host"}"#,
            ),
            panel(
                Kind::Graph,
                "MySQL: connections",
                "short",
                "{{host}}",
                r#"mysql_global_status_threads_connected{host=~"$host"}"#,
            ),
        ],
    },
    Board {
        name: "containers",
        title: "containers and web",
        by_host: true,
        panels: &[
            panel(
                Kind::Table,
                "Containers that do not run",
                "short",
                "",
                r#"node_systemd_unit_state{name=~"(podman|docker|container@)-?.*\\.service",state="active",host=~"$host"} == 0"#,
            ),
            panel(
                Kind::Graph,
                "Restarts of containers",
                "short",
                "{{host}} {{name}}",
                r#"increase(node_systemd_service_restart_total{name=~"(podman|docker)-.*",host=~"$host"}[1h])"#,
            ),
            panel(
                Kind::Graph,
                "Connections that are tracked",
                "percentunit",
                "{{host}}",
                r#"node_nf_conntrack_entries{host=~"$host"} / node_nf_conntrack_entries_limit"#,
            ),
            panel(Kind::Stat, "nginx answers", "bool", "{{host}}", r#"nginx_up{host=~"$host"}"#),
            panel(
                Kind::Graph,
                "nginx: connections",
                "short",
                "{{host}}",
                r#"nginx_connections_active{host=~"$host"}"#,
            ),
            panel(
                Kind::Graph,
                "nginx: requests",
                "reqps",
                "{{host}}",
                r#"rate(nginx_http_requests_total{host=~"$host"}[5m])"#,
            ),
        ],
    },
    Board {
        name: "zfs",
        title: "ZFS",
        by_host: true,
        panels: &[
            panel(
                Kind::Stat,
                "State",
                "short",
                "{{host}} {{pool}}",
                r#"zfs_pool_health{host=~"$host"}"#,
            ),
            panel(
                Kind::Stat,
                "Age of the last scrub",
                "s",
                "{{host}} {{pool}}",
                r#"time() - fleet_zpool_scrub_end_timestamp_seconds{host=~"$host"}"#,
            ),
            panel(
                Kind::Graph,
                "Free",
                "percentunit",
                "{{host}} {{pool}}",
                r#"zfs_pool_free_bytes{host=~"$host"} / zfs_pool_size_bytes"#,
            )
            .limited(Limit::Full),
            panel(
                Kind::Graph,
                "Fragmentation",
                "percentunit",
                "{{host}} {{pool}}",
                r#"zfs_pool_fragmentation_ratio{host=~"$host"}"#,
            ),
            panel(
                Kind::Graph,
                "ARC: size",
                "bytes",
                "{{host}}",
                r#"node_zfs_arc_size{host=~"$host"}"#,
            ),
            panel(
                Kind::Graph,
                "ARC: found",
                "percentunit",
                "{{host}}",
                r#"rate(node_zfs_arc_hits{host=~"$host"}[5m]) / (rate(node_zfs_arc_hits[5m]) + rate(node_zfs_arc_misses[5m]))"#,
            ),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::super::panels::ROLE;
    use super::BOARDS;

    #[test]
    fn dashboards_fit_a_screen_or_two() {
        for board in BOARDS.iter().chain([&ROLE]) {
            assert!(board.panels.len() <= 24, "{}", board.name);
        }
    }
}
