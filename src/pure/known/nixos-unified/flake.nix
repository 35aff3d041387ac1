# nixos-unified (once nixos-flake): functions for hosts as a module of flake-parts, and hosts from
# folders.
{
  outputs =
    { self, ... }:
    let
      nixward = import ../nixward.nix;
      since = import ../since.nix self;
      # Hosts from folders that hold a `default.nix` came on 6 October 2024.
      wires = since 1728228560;
    in
    nixward.open "an output of nixos-unified that is not known" rec {
      flakeModules = nixward.open "a module of nixos-unified that is not known" {
        default = ./module.nix;
        autoWire =
          if wires then
            {
              key = "nixos-unified/auto-wire";
              imports = [ (import ./auto-wire.nix since) ];
            }
          else
            nixward.because "how nixos-unified found hosts before October 2024";
      };
      flakeModule = flakeModules.default;
      lib = nixward.open "a part of nixos-unified's `lib` that is not known" {
        mkFlake = import ./mk-flake.nix since;
      };
    };
}
