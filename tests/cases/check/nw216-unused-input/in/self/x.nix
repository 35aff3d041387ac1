self: self.inputs.tool
