{ _names = [ "n2" ]; _more.m2 = 1; }
