# When the last scrub of each pool ended.
echo "# HELP fleet_zpool_scrub_end_timestamp_seconds When the last scrub of the pool ended; 0 where none ever did."
echo "# TYPE fleet_zpool_scrub_end_timestamp_seconds gauge"
zpool list -H -o name | while read -r pool; do
  end=$(zpool status "$pool" | sed -n 's/^ *scan: scrub repaired .* with [0-9]* errors on \(.*\)$/\1/p')
  seconds=0
  [ -z "$end" ] || seconds=$(date -d "$end" +%s)
  echo "fleet_zpool_scrub_end_timestamp_seconds{pool=\"$pool\"} $seconds"
done
