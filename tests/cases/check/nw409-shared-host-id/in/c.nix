# Nobody knows what this comes to.
{ config, ... }: { networking.hostId = config.x; }
