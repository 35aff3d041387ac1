{ description = ("a"); outputs = _: { }; }
