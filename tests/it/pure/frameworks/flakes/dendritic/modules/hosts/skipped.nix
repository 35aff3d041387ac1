{ configurations.nixos.skipped.module = { }; }
