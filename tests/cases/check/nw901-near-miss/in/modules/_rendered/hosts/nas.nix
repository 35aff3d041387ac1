# What nixward renders for nas: change fleet.nix, and run `nixward render`.
{ }
