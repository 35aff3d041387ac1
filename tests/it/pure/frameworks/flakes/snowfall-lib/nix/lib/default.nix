{ ... }: { extraNames = [ "elsewhere" ]; }
