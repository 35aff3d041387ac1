{ _names = [ "n3" ]; }
