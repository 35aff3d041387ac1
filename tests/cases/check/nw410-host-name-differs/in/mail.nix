{ networking = { hostName = "mail"; }; }
