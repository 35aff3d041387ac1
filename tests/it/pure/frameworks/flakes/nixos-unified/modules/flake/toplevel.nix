{ inputs, ... }:
{
  imports = [
    inputs.nixos-unified.flakeModules.default
    inputs.nixos-unified.flakeModules.autoWire
  ];
  perSystem =
    { self', pkgs, ... }:
    {
      nixos-unified.primary-inputs = [ "nixpkgs" ];
      formatter = pkgs.nixfmt;
    };
}
