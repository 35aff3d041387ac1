{ lib, ... }: { web = { inherit (lib) id; }; }
