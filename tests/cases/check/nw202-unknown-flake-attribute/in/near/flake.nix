{ inputs.self.submodules = true; nixConfig.x = "y"; outputs = _: { }; }
