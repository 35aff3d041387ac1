{ networking.hostId = "deadbeef"; }
