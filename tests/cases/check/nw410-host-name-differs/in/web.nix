{ networking.hostName = "mail"; }
