{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.haumea.url = "github:nix-community/haumea";

  outputs =
    { nixpkgs, haumea, ... }:
    let
      inherit (haumea.lib) load loaders matchers transformers;
      hosts = load {
        src = ./hosts;
        inputs = {
          inherit (nixpkgs) lib;
        };
        transformer = transformers.liftDefault;
      };
      files = load {
        src = ./files;
        loader = [
          (matchers.regex "(.*)\\.(nix|json)" (parts: _: _: builtins.elemAt parts 1))
          (matchers.always loaders.path)
        ];
        transformer = [
          (transformers.prependUnderscore)
          (cursor: folder: folder // { at = cursor; })
        ];
      };
      hoisted = load {
        src = ./hoist;
        transformer = [ (transformers.hoistLists "_names" "names") (transformers.hoistAttrs "_more" "more") ];
      };
    in
    {
      nixosConfigurations = hosts.servers // hosts.inner;
      darwinConfigurations = files // files.deep;
      homeConfigurations =
        hoisted.more.a // hoisted.more.b // builtins.listToAttrs (
          map (name: {
            inherit name;
            value = { };
          }) hoisted.names
        );
    };
}
