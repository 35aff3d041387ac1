{ admins.sam.keys = [ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEYDzfKnl1Hgq0pvugU+CS1SQIaap5MIj9+tQqaeeDxL sam-TEST" ]; }
