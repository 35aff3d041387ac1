{ configurations.nixos.third.module = { }; }
