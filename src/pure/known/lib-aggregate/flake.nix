# The libraries of nixpkgs and flake-utils in one.
{
  outputs = inputs: {
    lib = inputs.nixpkgs-lib.lib // {
      flake-utils = inputs.flake-utils.lib;
    };
  };
}
