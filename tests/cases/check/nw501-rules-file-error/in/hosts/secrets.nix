{ "x.age".publicKeys = [ ];
