{ networking.hostName = "installer"; }
