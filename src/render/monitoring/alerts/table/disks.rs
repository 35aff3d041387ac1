//! Disks and file systems.

use super::super::alert::Severity::Critical;
use super::super::alert::{Alert, Group, PLAIN, case, every};
use super::super::limits::Limit;

pub(super) const GROUP: Group = Group {
    name: "disks",
    about: "file systems that fill and disks that die",
    alerts: &[
        Alert {
            name: "FilesystemLow",
            hold: "30m",
            expr: "node_filesystem_avail_bytes{$fs,$host} / node_filesystem_size_bytes < $limit and node_filesystem_readonly == 0",
            limit: Some(Limit::Full),
            summary: "{{ $labels.mountpoint }} on {{ $labels.host }} has {{ $value | humanizePercentage }} left",
            description: "What writes there fails soon.",
            action: "nix-collect-garbage where it is the store; else du -x and journalctl --disk-usage. fileSystems.<mount point>.fillsBy is how full it may be.",
            fires: case("40m", &[
                (r#"node_filesystem_avail_bytes{mountpoint="/srv",fstype="ext4",$l}"#, "5x60"),
                (r#"node_filesystem_size_bytes{mountpoint="/srv",fstype="ext4",$l}"#, "100x60"),
                (r#"node_filesystem_readonly{mountpoint="/srv",fstype="ext4",$l}"#, "0x60"),
            ]).shows("5%"),
            quiet: Some(case("40m", &[
                (r#"node_filesystem_avail_bytes{mountpoint="/srv",fstype="ext4",$l}"#, "50x60"),
                (r#"node_filesystem_size_bytes{mountpoint="/srv",fstype="ext4",$l}"#, "100x60"),
                (r#"node_filesystem_readonly{mountpoint="/srv",fstype="ext4",$l}"#, "0x60"),
                (r#"node_filesystem_avail_bytes{mountpoint="/run",fstype="tmpfs",$l}"#, "1x60"),
                (r#"node_filesystem_size_bytes{mountpoint="/run",fstype="tmpfs",$l}"#, "100x60"),
                (r#"node_filesystem_readonly{mountpoint="/run",fstype="tmpfs",$l}"#, "0x60"),
            ])),
            ..PLAIN
        },
        Alert {
            name: "FilesystemFillsIn24h",
            hold: "1h",
            expr: "predict_linear(node_filesystem_avail_bytes{$fs,$host}[6h], 86400) < 0 and node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.40 and node_filesystem_readonly == 0",
            summary: "{{ $labels.mountpoint }} on {{ $labels.host }} is full within a day",
            description: "If it goes on as it did for six hours. It says nothing while more than 40 % are left: a build fills a lot and is done.",
            action: "Find what grows: du -x twice, some minutes apart.",
            fires: every("5m", "8h", &[
                (r#"node_filesystem_avail_bytes{mountpoint="/srv",fstype="ext4",$l}"#, "36-0.2x120"),
                (r#"node_filesystem_size_bytes{mountpoint="/srv",fstype="ext4",$l}"#, "100x120"),
                (r#"node_filesystem_readonly{mountpoint="/srv",fstype="ext4",$l}"#, "0x120"),
            ]),
            quiet: Some(every("5m", "8h", &[
                // A build: it fills fast and stops.
                (r#"node_filesystem_avail_bytes{mountpoint="/srv",fstype="ext4",$l}"#, "90-2x20 50x100"),
                (r#"node_filesystem_size_bytes{mountpoint="/srv",fstype="ext4",$l}"#, "100x120"),
                (r#"node_filesystem_readonly{mountpoint="/srv",fstype="ext4",$l}"#, "0x120"),
            ])),
            ..PLAIN
        },
        Alert {
            name: "FilesystemFillsIn4h",
            severity: Critical,
            hold: "15m",
            expr: "predict_linear(node_filesystem_avail_bytes{$fs,$host}[1h], 14400) < 0 and node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.15 and node_filesystem_readonly == 0",
            summary: "{{ $labels.mountpoint }} on {{ $labels.host }} is full within four hours",
            description: "A log or an image that runs wild. What writes there fails, the garbage collection of Nix too.",
            action: "Stop what writes: iotop -oPa. Free space before Nix itself cannot.",
            fires: case("1h30m", &[
                (r#"node_filesystem_avail_bytes{mountpoint="/srv",fstype="ext4",$l}"#, "14-0.1x100"),
                (r#"node_filesystem_size_bytes{mountpoint="/srv",fstype="ext4",$l}"#, "100x100"),
                (r#"node_filesystem_readonly{mountpoint="/srv",fstype="ext4",$l}"#, "0x100"),
            ]),
            quiet: Some(case("1h30m", &[
                (r#"node_filesystem_avail_bytes{mountpoint="/srv",fstype="ext4",$l}"#, "14x100"),
                (r#"node_filesystem_size_bytes{mountpoint="/srv",fstype="ext4",$l}"#, "100x100"),
                (r#"node_filesystem_readonly{mountpoint="/srv",fstype="ext4",$l}"#, "0x100"),
            ])),
            ..PLAIN
        },
        Alert {
            name: "InodesFillIn24h",
            hold: "1h",
            expr: "predict_linear(node_filesystem_files_free{$fs,$host}[6h], 86400) < 0 and node_filesystem_files_free / node_filesystem_files < 0.40 and node_filesystem_files > 0",
            summary: "{{ $labels.mountpoint }} on {{ $labels.host }} has no room for new files within a day",
            description: "It runs out of inodes, though bytes may be left.",
            action: "Find the folder with many small files: du --inodes -x.",
            fires: every("5m", "8h", &[
                (r#"node_filesystem_files_free{mountpoint="/srv",fstype="ext4",$l}"#, "36-0.2x120"),
                (r#"node_filesystem_files{mountpoint="/srv",fstype="ext4",$l}"#, "100x120"),
            ]),
            // btrfs and zfs report no inodes at all.
            quiet: Some(every("5m", "8h", &[
                (r#"node_filesystem_files_free{mountpoint="/srv",fstype="btrfs",$l}"#, "0x120"),
                (r#"node_filesystem_files{mountpoint="/srv",fstype="btrfs",$l}"#, "0x120"),
            ])),
            ..PLAIN
        },
        Alert {
            name: "FilesystemReadOnly",
            severity: Critical,
            hold: "5m",
            expr: "node_filesystem_readonly{$fs,$host} == 1 unless node_filesystem_readonly offset 1d == 1",
            summary: "{{ $labels.mountpoint }} on {{ $labels.host }} has become read-only",
            description: "The kernel does that after an error of the disk. One that is read-only by design was so yesterday.",
            action: "dmesg says why. See to the backup first, then to the disk.",
            fires: case("20m", &[(r#"node_filesystem_readonly{mountpoint="/srv",fstype="ext4",$l}"#, "0x5 1x20")]),
            quiet: Some(every("5m", "25h", &[(r#"node_filesystem_readonly{mountpoint="/srv",fstype="ext4",$l}"#, "1x12 _x275 1x20")])),
            ..PLAIN
        },
        Alert {
            name: "SmartFailed",
            severity: Critical,
            expr: "smartctl_device_smart_status{$host} == 0",
            summary: "{{ $labels.device }} of {{ $labels.host }} says that it fails",
            description: "The drive itself expects to die.",
            action: "See to the backup, replace the drive.",
            fires: case("1m", &[(r#"smartctl_device_smart_status{device="sda",$l}"#, "0x5")]),
            quiet: Some(case("1m", &[(r#"smartctl_device_smart_status{device="sda",$l}"#, "1x5")])),
            ..PLAIN
        },
        Alert {
            name: "SmartPendingSectors",
            severity: Critical,
            hold: "30m",
            expr: r#"smartctl_device_attribute{attribute_id=~"197|198",attribute_value_type="raw",$host} > 0"#,
            summary: "{{ $labels.device }} of {{ $labels.host }} cannot read {{ $value }} sectors",
            description: "Data is lost there. A drive with hundreds of them may still say that it is well.",
            action: "See to the backup, replace the drive.",
            fires: case("40m", &[(r#"smartctl_device_attribute{device="sda",attribute_id="197",attribute_value_type="raw",$l}"#, "8x50")]).shows("8"),
            quiet: Some(case("40m", &[
                (r#"smartctl_device_attribute{device="sda",attribute_id="197",attribute_value_type="raw",$l}"#, "0x50"),
                (r#"smartctl_device_attribute{device="sda",attribute_id="197",attribute_value_type="value",$l}"#, "100x50"),
            ])),
            ..PLAIN
        },
        Alert {
            name: "SmartReallocatedGrowing",
            expr: r#"delta(smartctl_device_attribute{attribute_id="5",attribute_value_type="raw",$host}[7d]) > 0"#,
            summary: "{{ $labels.device }} of {{ $labels.host }} loses sectors",
            description: "It has replaced more of them within a week. How many there are matters less than that they grow.",
            action: "Order a drive.",
            fires: case("30m", &[(r#"smartctl_device_attribute{device="sda",attribute_id="5",attribute_value_type="raw",$l}"#, "8x10 9x30")]),
            quiet: Some(case("30m", &[(r#"smartctl_device_attribute{device="sda",attribute_id="5",attribute_value_type="raw",$l}"#, "2896x40")])),
            ..PLAIN
        },
        Alert {
            name: "NvmeWearHigh",
            hold: "1h",
            expr: "smartctl_device_percentage_used{$host} > 90",
            summary: "{{ $labels.device }} of {{ $labels.host }} is worn to {{ $value }} %",
            description: "It was made for so many writes, and they are almost used up.",
            action: "Order a drive.",
            fires: case("70m", &[(r#"smartctl_device_percentage_used{device="nvme0",$l}"#, "95x80")]).shows("95"),
            quiet: Some(case("70m", &[(r#"smartctl_device_percentage_used{device="nvme0",$l}"#, "40x80")])),
            ..PLAIN
        },
        Alert {
            name: "DiskVanished",
            severity: Critical,
            hold: "15m",
            // A host that is off has no disks to count.
            expr: r#"count by (host, site) (smartctl_device{$host} offset 2h) > (count by (host, site) (smartctl_device) or 0 * count by (host, site) (smartctl_device offset 2h)) and on (host) up{job="smartctl"} == 1"#,
            by: Some(&["host", "site"]),
            summary: "A disk of {{ $labels.host }} has vanished",
            description: "It was there two hours ago. A dead NVMe drive is simply not listed any more.",
            action: "lsblk and dmesg on the host; see to the backup.",
            fires: case("2h30m", &[
                (r#"smartctl_device{device="nvme0",$l}"#, "1x60 _x140"),
                (r#"smartctl_device{device="sda",$l}"#, "1x200"),
                (r#"up{job="smartctl",$l}"#, "1x200"),
            ]),
            quiet: Some(case("2h30m", &[
                (r#"smartctl_device{device="sda",$l}"#, "1x130 _x70"),
                (r#"up{job="smartctl",$l}"#, "1x130 0x70"),
            ])),
            ..PLAIN
        },
        Alert {
            name: "ZpoolUnhealthy",
            severity: Critical,
            hold: "1m",
            expr: "zfs_pool_health{$host} > 0",
            summary: "The pool {{ $labels.pool }} of {{ $labels.host }} is not ONLINE",
            description: "A disk of it is missing or fails.",
            action: "zpool status -x says which.",
            fires: case("5m", &[(r#"zfs_pool_health{pool="tank",$l}"#, "1x10")]),
            quiet: Some(case("5m", &[(r#"zfs_pool_health{pool="tank",$l}"#, "0x10")])),
            ..PLAIN
        },
        Alert {
            name: "ZpoolScrubOverdue",
            hold: "1h",
            expr: "time() - fleet_zpool_scrub_end_timestamp_seconds{$host} > 45 * 86400",
            summary: "The pool {{ $labels.pool }} of {{ $labels.host }} was not scrubbed for 45 days",
            description: "What rots is found by nobody until it is read, and perhaps both copies have by then.",
            action: "zpool scrub; services.zfs.autoScrub.enable.",
            fires: case("70m", &[(r#"fleet_zpool_scrub_end_timestamp_seconds{pool="tank",$l}"#, "-3890000x80")]),
            quiet: Some(case("70m", &[(r#"fleet_zpool_scrub_end_timestamp_seconds{pool="tank",$l}"#, "-864000x80")])),
            ..PLAIN
        },
        Alert {
            name: "MdRaidDegraded",
            severity: Critical,
            hold: "15m",
            expr: r#"node_md_disks_required{$host} - ignoring (state) node_md_disks{state="active"} > 0"#,
            summary: "{{ $labels.device }} of {{ $labels.host }} lacks {{ $value }} disks",
            description: "The next disk that fails takes the data with it.",
            action: "cat /proc/mdstat; mdadm --detail.",
            fires: case("20m", &[
                (r#"node_md_disks_required{device="md0",$l}"#, "2x30"),
                (r#"node_md_disks{device="md0",state="active",$l}"#, "1x30"),
            ]).shows("1"),
            quiet: Some(case("20m", &[
                (r#"node_md_disks_required{device="md0",$l}"#, "2x30"),
                (r#"node_md_disks{device="md0",state="active",$l}"#, "2x30"),
            ])),
            ..PLAIN
        },
    ],
};
