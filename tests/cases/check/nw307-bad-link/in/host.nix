{ imports = [ ./dangling.nix ./outside.nix ./fine.nix ./folder/x.nix ]; }
