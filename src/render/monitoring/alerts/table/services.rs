//! Units, timers, probes and certificates.

use super::super::alert::Severity::Critical;
use super::super::alert::{Alert, Group, PLAIN, case};

pub(super) const GROUP: Group = Group {
    name: "services",
    about: "units, timers, probes and certificates",
    alerts: &[
        Alert {
            name: "SystemdUnitFailed",
            hold: "10m",
            expr: r#"node_systemd_unit_state{state="failed",name!~"user@.*|.*-autoconnect\\.service",$host} == 1"#,
            summary: "{{ $labels.name }} has failed on {{ $labels.host }}",
            description: "It does not do what it is there for.",
            action: "systemctl status and journalctl -u on the host; systemctl reset-failed once it is mended.",
            fires: case("15m", &[(r#"node_systemd_unit_state{name="nginx.service",state="failed",$l}"#, "1x20")]),
            quiet: Some(case("15m", &[
                (r#"node_systemd_unit_state{name="nginx.service",state="failed",$l}"#, "0x20"),
                (r#"node_systemd_unit_state{name="user@1000.service",state="failed",$l}"#, "1x20"),
            ])),
            ..PLAIN
        },
        Alert {
            name: "SystemdCrashLoop",
            expr: "increase(node_systemd_service_restart_total{$host}[1h]) > 5",
            summary: "{{ $labels.name }} on {{ $labels.host }} crashes again and again",
            description: "systemd starts it anew each time, so that it never counts as failed.",
            action: "journalctl -u on the host says why.",
            fires: case("70m", &[(r#"node_systemd_service_restart_total{name="app.service",$l}"#, "0+1x80")]),
            quiet: Some(case("70m", &[(r#"node_systemd_service_restart_total{name="app.service",$l}"#, "0x60 1x20")])),
            ..PLAIN
        },
        Alert {
            name: "TimerOverdue",
            hold: "10m",
            expr: "time() - node_systemd_timer_last_trigger_seconds{$host} > on (host, name) group_left () fleet:timer_max_age_seconds",
            summary: "{{ $labels.name }} on {{ $labels.host }} did not run for too long",
            description: "Longer than the inventory allows.",
            action: "systemctl list-timers and journalctl -u on the host. timers.<name>.maxAge is how long it may take.",
            fires: case("15m", &[("node_systemd_timer_last_trigger_seconds{$timer}", "$longagox20")]),
            quiet: Some(case("15m", &[("node_systemd_timer_last_trigger_seconds{$timer}", "0x20")])),
            ..PLAIN
        },
        Alert {
            name: "ProbeFailed",
            severity: Critical,
            hold: "3m",
            expr: r#"probe_success{slo="",kind!="gateway",$host} == 0"#,
            summary: "{{ $labels.instance }} does not answer",
            description: "The service is gone for those who use it.",
            action: "See whether the host and the unit run; curl the address from the monitoring server.",
            fires: case("5m", &[(r#"probe_success{instance="https://example.org/",$l}"#, "0x10")]),
            quiet: Some(case("8m", &[
                (r#"probe_success{instance="https://example.org/",$l}"#, "1 0 0 1 1 1 1 1 1"),
                (r#"probe_success{instance="https://slo.example.org/",slo="web",$l}"#, "0x10"),
            ])),
            ..PLAIN
        },
        Alert {
            name: "CertRenewalLate",
            hold: "6h",
            // The time is gone as soon as the probe fails: the last one known counts.
            expr: r#"last_over_time(probe_ssl_earliest_cert_expiry{cert_class="d90",$host}[1h]) - time() < 20 * 86400 or last_over_time(probe_ssl_earliest_cert_expiry{cert_class="d45",$host}[1h]) - time() < 10 * 86400"#,
            summary: "The certificate of {{ $labels.instance }} should have been renewed",
            description: "It ends in {{ $value | humanizeDuration }}. ACME renews when a third of its life is left, and it did not.",
            action: "systemctl status 'acme-*' and the journal on the host.",
            fires: case("6h10m", &[(r#"probe_ssl_earliest_cert_expiry{instance="https://example.org/",cert_class="d90",$l}"#, "1641600x400")]).shows("18d 17h 50m 0s"),
            // 15 days are late for 90, and early enough for 45.
            quiet: Some(case("6h10m", &[
                (r#"probe_ssl_earliest_cert_expiry{instance="https://example.org/",cert_class="d90",$l}"#, "2592000x400"),
                (r#"probe_ssl_earliest_cert_expiry{instance="https://short.example.org/",cert_class="d45",$l}"#, "1296000x400"),
            ])),
            ..PLAIN
        },
        Alert {
            name: "CertRenewalLate",
            severity: Critical,
            hold: "6h",
            expr: r#"last_over_time(probe_ssl_earliest_cert_expiry{cert_class="d6",$host}[1h]) - time() < 48 * 3600"#,
            summary: "The six-day certificate of {{ $labels.instance }} should have been renewed",
            description: "It ends in {{ $value | humanizeDuration }}.",
            action: "systemctl status 'acme-*' and the journal on the host.",
            fires: case("6h10m", &[(r#"probe_ssl_earliest_cert_expiry{instance="https://example.org/",cert_class="d6",$l}"#, "172800x400")]).shows("1d 17h 50m 0s"),
            quiet: Some(case("6h10m", &[(r#"probe_ssl_earliest_cert_expiry{instance="https://example.org/",cert_class="d6",$l}"#, "345600x400")])),
            ..PLAIN
        },
        Alert {
            name: "AcmeRenewFailed",
            hold: "1h",
            expr: r#"node_systemd_unit_state{name=~"acme-order-renew-.+\\.service",state="failed",$host} == 1"#,
            summary: "{{ $labels.name }} fails on {{ $labels.host }}",
            description: "The certificate is not renewed.",
            action: "journalctl -u on the host: often a name that does not resolve, or a port that is closed.",
            fires: case("70m", &[(r#"node_systemd_unit_state{name="acme-order-renew-example.org.service",state="failed",$l}"#, "1x80")]),
            quiet: Some(case("70m", &[(r#"node_systemd_unit_state{name="acme-order-renew-example.org.service",state="failed",$l}"#, "1x30 0x50")])),
            ..PLAIN
        },
    ],
};
