{ lib, args }@args: lib
