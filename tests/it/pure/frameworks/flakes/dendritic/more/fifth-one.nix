{ configurations.nixos.fifth.module = { }; }
