{ _names = [ "n1" ]; _more.m1 = 1; }
