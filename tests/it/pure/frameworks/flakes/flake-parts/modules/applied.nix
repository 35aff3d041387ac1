{ host }:
{ moduleWithSystem, ... }:
{
  flake.nixosConfigurations.${host} = moduleWithSystem ({ system, ... }: { });
}
