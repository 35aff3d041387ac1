{ networking.hostId = "007f0100"; }
