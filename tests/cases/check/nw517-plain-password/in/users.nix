{ config, lib, ... }:
{
  users.users.alex.hashedPassword = "$6$abcdefgh$4cmeEpsqnb5bqKI2U6AlwLjQ.WAKeH6GAa4GVFeB3zou9p1O0hul0PDAfUkUOsTvS1tCqpz.29WELKeGeB/zb/";
  users.users.sam = lib.mkIf true { password = "correct horse"; };
  users = {
    users.${config.owner}.initialPassword = "first";
    users.root.hashedPassword = "!";
    users.guest.password = "";
    users.kim.hashedPasswordFile = "/run/kim";
    # nixward: allow NW517 the console of a machine without a network
    users.console.password = "open";
  };
  virtualisation.vmVariant.users.users.alex.password = "alex";
  services.database.password = "not of a user";
}
