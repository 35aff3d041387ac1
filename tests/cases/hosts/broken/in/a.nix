{ lib, ... }: { imports = lib.nope; }
