{ one = ./one.nix; two = "chosen-by-name"; }
