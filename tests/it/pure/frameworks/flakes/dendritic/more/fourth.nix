{ configurations.nixos.fourth.module = { }; }
