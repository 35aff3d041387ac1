# Stronger than what base.nix says.
{ networking.hostName = { _type = "override"; priority = 50; content = "lab"; }; }
