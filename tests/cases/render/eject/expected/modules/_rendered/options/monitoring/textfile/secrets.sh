# When the values of secrets are due to be changed. No key is needed for that, and no value is read.
nixward -C "$SOURCE" secrets due --json | jq -r '
  def text: gsub("\\\\"; "\\\\") | gsub("\""; "\\\"") | gsub("\n"; " ");
  "# HELP fleet_secret_due_timestamp_seconds The day on which the value of the secret becomes due.",
  "# TYPE fleet_secret_due_timestamp_seconds gauge",
  (.secrets[] | select(.due != null)
    | "fleet_secret_due_timestamp_seconds{secret=\"\(.file | text)\"} \(.due + "T00:00:00Z" | fromdate)"),
  "# HELP fleet_secret_due 1 for a secret whose value is to be changed.",
  "# TYPE fleet_secret_due gauge",
  (.secrets[] | "fleet_secret_due{secret=\"\(.file | text)\"} \(if .state == "due" or .state == "exposed" then 1 else 0 end)")'
