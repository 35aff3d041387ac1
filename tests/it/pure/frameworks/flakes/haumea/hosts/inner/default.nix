{ root, lib }: lib.genAttrs (root.names ++ root.servers.names or [ "hidden" ]) (name: { })
