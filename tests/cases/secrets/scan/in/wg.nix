{ config, ... }:
{
  networking.wireguard.interfaces.wg0 = {
    privateKey = "KHK7BE2W3yhxugNMld4ncLkCS5TdJm+4AUqT3CVut0A=";
    peers = [ { publicKey = "KHK7BE2W3yhxugNMld4ncLkCS5TdJm+4AUqT3CVut0A="; } ];
  };
  networking.wireguard.interfaces.wg1.privateKeyFile = "/run/wg1";
  # nixward: allow NW515 a machine that is gone
  networking.wireguard.interfaces.wg2.privateKey = "KHK7BE2W3yhxugNMld4ncLkCS5TdJm+4AUqT3CVut0A=";
  # The example of the manual.
  networking.wireguard.interfaces.wg3.privateKey = "yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=";
}
