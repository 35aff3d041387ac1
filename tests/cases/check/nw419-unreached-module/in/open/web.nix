{ config, ... }:
{ imports = config.more; }
