{ x = builtins.readDir ./.; y = builtins.readDir ../services; }
