{ n = [ 1 2 ] |> builtins.length; }
