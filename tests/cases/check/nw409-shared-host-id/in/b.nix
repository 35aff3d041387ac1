{ config.networking.hostId = "8425e349"; }
