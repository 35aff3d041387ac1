//! What is open that should not be, and what is old.

use super::super::alert::Severity::Info;
use super::super::alert::{Alert, Group, PLAIN, case, every};

pub(super) const GROUP: Group = Group {
    name: "security",
    about: "what is open that should not be, and what is old",
    alerts: &[
        Alert {
            name: "SysctlDrift",
            hold: "15m",
            expr: "fleet_sysctl_drift{$host} > 0",
            summary: "{{ $value }} kernel settings of {{ $labels.host }} are not as rendered",
            description: "Something has changed them since.",
            action: "Compare sysctl -a with boot.kernel.sysctl of the host.",
            fires: case("20m", &[("fleet_sysctl_drift{$l}", "2x30")]).shows("2"),
            quiet: Some(case("20m", &[("fleet_sysctl_drift{$l}", "0x30")])),
            ..PLAIN
        },
        Alert {
            name: "UnexpectedListener",
            hold: "15m",
            expr: "fleet_unexpected_listeners{$host} > 0",
            summary: "{{ $labels.host }} listens on {{ $value }} ports that the inventory does not have",
            description: "A published port of a container goes around the firewall.",
            action: "ss -tulpn on the host; declare the port with its reason, or close it.",
            fires: case("20m", &[("fleet_unexpected_listeners{$l}", "1x30")]).shows("1"),
            quiet: Some(case("20m", &[("fleet_unexpected_listeners{$l}", "0x30")])),
            ..PLAIN
        },
        Alert {
            name: "RebootPending",
            hold: "7d",
            expr: "fleet_booted_kernel_current{$host} == 0",
            summary: "{{ $labels.host }} still runs an old kernel",
            description: "A newer one is installed for a week; what it mends is open.",
            action: "Reboot it.",
            fires: every("1h", "170h", &[("fleet_booted_kernel_current{$l}", "0x180")]),
            quiet: Some(every("1h", "170h", &[("fleet_booted_kernel_current{$l}", "0x100 1x80")])),
            ..PLAIN
        },
        Alert {
            name: "NixpkgsStale",
            severity: Info,
            hold: "1h",
            expr: r#"time() - fleet_flake_input_last_modified_seconds{input="nixpkgs",$host} > 30 * 86400"#,
            summary: "{{ $labels.host }} runs a nixpkgs that is {{ $value | humanizeDuration }} old",
            description: "Security updates of a month are missing.",
            action: "nix flake update nixpkgs, and deploy.",
            fires: case(
                "70m",
                &[(
                    r#"fleet_flake_input_last_modified_seconds{input="nixpkgs",$l}"#,
                    "-2592000x80",
                )],
            )
            .shows("30d 1h 10m 0s"),
            quiet: Some(case(
                "70m",
                &[(r#"fleet_flake_input_last_modified_seconds{input="nixpkgs",$l}"#, "-604800x80")],
            )),
            ..PLAIN
        },
        Alert {
            name: "Fail2banDown",
            hold: "10m",
            expr: "f2b_up{$host} == 0",
            summary: "fail2ban does not run on {{ $labels.host }}",
            description: "Nobody who guesses passwords is held off.",
            action: "systemctl status fail2ban on the host.",
            fires: case("15m", &[("f2b_up{$l}", "0x20")]),
            quiet: Some(case("15m", &[("f2b_up{$l}", "1x20")])),
            ..PLAIN
        },
        Alert {
            name: "TailscaleKeyExpiring",
            hold: "1h",
            expr: "fleet_tailscale_key_expiry_timestamp_seconds{$host} - time() < 7 * 86400 and fleet_tailscale_key_expiry_timestamp_seconds > 0",
            summary: "The tailnet key of {{ $labels.host }} ends soon",
            description: "The host drops off the tailnet, and monitoring with it.",
            action: "tailscale up --force-reauth, or switch off key expiry for it.",
            fires: case(
                "70m",
                &[("fleet_tailscale_key_expiry_timestamp_seconds{$l}", "518400x80")],
            ),
            // 0 stands for a key that does not end.
            quiet: Some(case(
                "70m",
                &[
                    ("fleet_tailscale_key_expiry_timestamp_seconds{$l}", "2592000x80"),
                    (
                        r#"fleet_tailscale_key_expiry_timestamp_seconds{host="tagged.invalid"}"#,
                        "0x80",
                    ),
                ],
            )),
            ..PLAIN
        },
        Alert {
            name: "FileIntegrityChanged",
            expr: "fleet_aide_changed_entries{$host} > 0",
            summary: "{{ $value }} files of {{ $labels.host }} have changed unexpectedly",
            description: "Files that only a deployment changes, and none did.",
            action: "Read the report on the host; take the new state over only when it is explained.",
            fires: case("1m", &[("fleet_aide_changed_entries{$l}", "3x5")]).shows("3"),
            quiet: Some(case("1m", &[("fleet_aide_changed_entries{$l}", "0x5")])),
            ..PLAIN
        },
    ],
};
