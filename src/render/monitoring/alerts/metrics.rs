//! The metrics that rules and panels may use, and who gives them.

use super::sources::Source;

/// A metric.
#[derive(Clone, Copy, Debug)]
pub(super) struct Metric {
    /// Its name.
    pub name: &'static str,
    /// Who gives it.
    pub source: Source,
    /// The labels it has, besides those of its target.
    pub labels: &'static [&'static str],
}

/// The labels that every target has (nixward.monitoring.server), and those of Prometheus itself.
pub(super) const TARGET: &[&str] = &["instance", "job", "host", "role", "site", "always_on"];

/// The labels of a probe, besides.
const PROBE: &[&str] = &["slo", "kind", "cert_class"];

const FS: &[&str] = &["device", "fstype", "mountpoint", "device_error"];
const PG: &[&str] = &["datid", "datname", "state", "usename"];
const SMART: &[&str] = &["device"];
const BACKUP: &[&str] = &["backup"];

const fn of(source: Source, name: &'static str, labels: &'static [&'static str]) -> Metric {
    Metric { name, source, labels }
}

/// The metric of that name.
pub(super) fn named(name: &str) -> Option<&'static Metric> {
    METRICS.iter().find(|metric| metric.name == name)
}

/// All of them. Names and labels are those that the exporters give: `node_exporter` 1.5 to 1.9,
/// `smartctl_exporter` 0.12 to 0.14, `zfs_exporter` 2, `blackbox_exporter` 0.23 to 0.27, `postgres_exporter`
/// 0.15 to 0.17, nginx-prometheus-exporter 1, and the servers' own; `fleet_*` are written by
/// modules/monitoring/textfile.
pub(super) const METRICS: &[Metric] = &[
    of(Source::Any, "up", &[]),
    of(Source::Any, "scrape_samples_post_metric_relabeling", &[]),
    of(Source::Node, "node_scrape_collector_success", &["collector"]),
    of(Source::Node, "node_textfile_mtime_seconds", &["file"]),
    of(Source::Node, "node_filesystem_avail_bytes", FS),
    of(Source::Node, "node_filesystem_size_bytes", FS),
    of(Source::Node, "node_filesystem_readonly", FS),
    of(Source::Node, "node_filesystem_files", FS),
    of(Source::Node, "node_filesystem_files_free", FS),
    of(Source::Node, "node_md_disks", &["device", "state"]),
    of(Source::Node, "node_md_disks_required", &["device"]),
    of(Source::Node, "node_pressure_cpu_waiting_seconds_total", &[]),
    of(Source::Node, "node_pressure_memory_stalled_seconds_total", &[]),
    of(Source::Node, "node_pressure_io_stalled_seconds_total", &[]),
    of(Source::Node, "node_vmstat_oom_kill", &[]),
    of(Source::Node, "node_timex_sync_status", &[]),
    of(Source::Node, "node_timex_maxerror_seconds", &[]),
    of(Source::Node, "node_hwmon_temp_celsius", &["chip", "sensor"]),
    of(Source::Node, "node_hwmon_temp_crit_celsius", &["chip", "sensor"]),
    of(Source::Node, "node_nf_conntrack_entries", &[]),
    of(Source::Node, "node_nf_conntrack_entries_limit", &[]),
    of(Source::Node, "node_cpu_seconds_total", &["cpu", "mode"]),
    of(Source::Node, "node_load1", &[]),
    of(Source::Node, "node_boot_time_seconds", &[]),
    of(Source::Node, "node_memory_MemAvailable_bytes", &[]),
    of(Source::Node, "node_memory_MemTotal_bytes", &[]),
    of(Source::Node, "node_network_receive_bytes_total", &["device"]),
    of(Source::Node, "node_network_transmit_bytes_total", &["device"]),
    of(Source::Node, "node_disk_read_bytes_total", &["device"]),
    of(Source::Node, "node_disk_written_bytes_total", &["device"]),
    of(Source::Node, "node_disk_io_time_seconds_total", &["device"]),
    of(Source::Node, "node_zfs_arc_size", &[]),
    of(Source::Node, "node_zfs_arc_hits", &[]),
    of(Source::Node, "node_zfs_arc_misses", &[]),
    of(Source::Units, "node_systemd_unit_state", &["name", "state", "type"]),
    of(Source::Units, "node_systemd_timer_last_trigger_seconds", &["name"]),
    of(Source::Restarts, "node_systemd_service_restart_total", &["name"]),
    of(Source::Boot, "fleet_boot_duration_seconds", &[]),
    of(Source::Boot, "fleet_unit_start_seconds", &["unit"]),
    of(Source::System, "fleet_booted_kernel_current", &[]),
    of(Source::System, "fleet_system_current", &[]),
    of(Source::System, "fleet_system_generations", &[]),
    of(Source::System, "fleet_system_generation_timestamp_seconds", &[]),
    of(Source::System, "fleet_nixos_info", &["version"]),
    of(Source::System, "fleet_nix_store_bytes", &[]),
    of(Source::System, "fleet_nix_store_paths", &[]),
    of(Source::System, "fleet_flake_input_last_modified_seconds", &["input"]),
    of(Source::Zpool, "fleet_zpool_scrub_end_timestamp_seconds", &["pool"]),
    of(Source::Backup, "fleet_backup_last_success_timestamp_seconds", BACKUP),
    of(Source::Backup, "fleet_backup_last_exit_code", BACKUP),
    of(Source::Backup, "fleet_backup_last_bytes", BACKUP),
    of(Source::Drill, "fleet_backup_restore_test_timestamp_seconds", BACKUP),
    of(Source::Drill, "fleet_backup_restore_test_success", BACKUP),
    of(Source::Sysctl, "fleet_sysctl_drift", &[]),
    of(Source::Listeners, "fleet_unexpected_listeners", &[]),
    of(Source::Tailscale, "fleet_tailscale_key_expiry_timestamp_seconds", &[]),
    of(Source::Integrity, "fleet_aide_changed_entries", &[]),
    of(
        Source::Smartctl,
        "smartctl_device",
        &["device", "model_name", "serial_number", "interface"],
    ),
    of(Source::Smartctl, "smartctl_device_smart_status", SMART),
    of(Source::Smartctl, "smartctl_device_percentage_used", SMART),
    of(Source::Smartctl, "smartctl_device_temperature", &["device", "temperature_type"]),
    of(
        Source::Smartctl,
        "smartctl_device_attribute",
        &[
            "device",
            "attribute_id",
            "attribute_name",
            "attribute_value_type",
            "attribute_flags_short",
        ],
    ),
    of(Source::Zfs, "zfs_pool_health", &["pool"]),
    of(Source::Zfs, "zfs_pool_free_bytes", &["pool"]),
    of(Source::Zfs, "zfs_pool_size_bytes", &["pool"]),
    of(Source::Zfs, "zfs_pool_fragmentation_ratio", &["pool"]),
    of(Source::Probe, "probe_success", PROBE),
    of(Source::Probe, "probe_duration_seconds", PROBE),
    of(Source::TlsProbe, "probe_ssl_earliest_cert_expiry", PROBE),
    of(Source::Postgres, "pg_up", &[]),
    of(Source::Postgres, "pg_stat_activity_count", PG),
    of(Source::Postgres, "pg_settings_max_connections", &["server"]),
    of(Source::Postgres, "pg_stat_database_deadlocks", PG),
    of(Source::Postgres, "pg_stat_database_xact_commit", PG),
    of(Source::Postgres, "pg_stat_database_xact_rollback", PG),
    of(Source::Postgres, "pg_stat_database_blks_hit", PG),
    of(Source::Postgres, "pg_stat_database_blks_read", PG),
    of(Source::Postgres, "pg_database_size_bytes", PG),
    of(Source::Nginx, "nginx_up", &[]),
    of(Source::Nginx, "nginx_connections_active", &[]),
    // It has no status: what fails is counted in logs.
    of(Source::Nginx, "nginx_http_requests_total", &[]),
    of(Source::Redis, "redis_up", &[]),
    of(Source::Redis, "redis_memory_used_bytes", &[]),
    of(Source::Mysqld, "mysql_up", &[]),
    of(Source::Mysqld, "mysql_global_status_threads_connected", &[]),
    of(Source::Fail2ban, "f2b_up", &[]),
    of(Source::Fail2ban, "f2b_jail_banned_total", &["jail"]),
    of(
        Source::Wireguard,
        "wireguard_latest_handshake_seconds",
        &["public_key", "interface", "allowed_ips", "friendly_name"],
    ),
    of(Source::Prometheus, "prometheus_notifications_alertmanagers_discovered", &[]),
    of(Source::Prometheus, "prometheus_rule_evaluation_failures_total", &["rule_group"]),
    of(Source::Prometheus, "prometheus_tsdb_head_series", &[]),
    of(Source::Alertmanager, "alertmanager_notifications_failed_total", &["integration", "reason"]),
    of(Source::Alertmanager, "alertmanager_notifications_total", &["integration"]),
    of(
        Source::Alloy,
        "loki_source_journal_target_lines_total",
        &["component_id", "component_path"],
    ),
    of(
        Source::Alloy,
        "alloy_component_controller_running_components",
        &["controller_id", "controller_path", "health_type"],
    ),
    // What Prometheus says of alerts that fire.
    of(
        Source::Prometheus,
        "ALERTS",
        &["alertname", "alertstate", "severity", "name", "backup", "slo"],
    ),
    // What the rules of this area record.
    of(Source::Slo, "slo:probe_errors:ratio5m", &["slo"]),
    of(Source::Slo, "slo:probe_errors:ratio30m", &["slo"]),
    of(Source::Slo, "slo:probe_errors:ratio1h", &["slo"]),
    of(Source::Slo, "slo:probe_errors:ratio6h", &["slo"]),
    of(Source::Slo, "slo:probe_errors:ratio3d", &["slo"]),
    of(Source::Slo, "slo:error_budget:ratio", &["slo"]),
    of(Source::Latency, "fleet:latency_budget_seconds", &[]),
    of(Source::Timers, "fleet:timer_max_age_seconds", &["name"]),
    of(Source::Backup, "fleet:backup_interval_seconds", BACKUP),
    of(Source::Anomalies, "fleet:anomaly_input", &["anomaly"]),
];
