{ imports = [ ./services ./near ]; }
