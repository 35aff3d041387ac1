inputs.nixpkgs.hello
