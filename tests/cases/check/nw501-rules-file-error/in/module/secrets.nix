{ config, ... }: { age.secrets.x.publicKeys = [ config.nothing ]; }
