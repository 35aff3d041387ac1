{ configurations.nixos.first.module = { }; }
