# How long the last boot took, and the units that took longest. systemd tells moments in microseconds
# since the kernel started, and those of the firmware and the boot loader before it.
systemctl show --property=FirmwareTimestampMonotonic,FinishTimestampMonotonic | awk -F= '
  { at[$1] = $2 }
  END {
    if (at["FinishTimestampMonotonic"] > 0) {
      print "# HELP fleet_boot_duration_seconds Time from power-on to the default target."
      print "# TYPE fleet_boot_duration_seconds gauge"
      printf "fleet_boot_duration_seconds %.3f\n", (at["FirmwareTimestampMonotonic"] + at["FinishTimestampMonotonic"]) / 1e6
    }
  }'
systemctl show --property=Id,InactiveExitTimestampMonotonic,ActiveEnterTimestampMonotonic '*.service' | awk -F= '
  function done() {
    took = at["ActiveEnterTimestampMonotonic"] - at["InactiveExitTimestampMonotonic"]
    if (id != "" && at["InactiveExitTimestampMonotonic"] > 0 && took > 0) seconds[id] = took / 1e6
    id = ""; split("", at)
  }
  # Replacements of gsub mean something else in every awk.
  function label(text,   out, n, char) {
    for (n = 1; n <= length(text); n++) {
      char = substr(text, n, 1)
      out = out (char == "\\" || char == "\"" ? "\\" char : char)
    }
    return out
  }
  $1 == "Id" { id = substr($0, 4); next }
  $1 == "" { done(); next }
  { at[$1] = $2 }
  END {
    done()
    print "# HELP fleet_unit_start_seconds How long the slowest units took to start."
    print "# TYPE fleet_unit_start_seconds gauge"
    for (n = 0; n < 10; n++) {
      slowest = ""
      for (id in seconds) if (slowest == "" || seconds[id] > seconds[slowest]) slowest = id
      if (slowest == "") break
      printf "fleet_unit_start_seconds{name=\"%s\"} %.3f\n", label(slowest), seconds[slowest]
      delete seconds[slowest]
    }
  }'
