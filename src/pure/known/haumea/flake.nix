# haumea: attribute sets from folders of files.
{
  outputs =
    _:
    let
      nixward = import ../nixward.nix;
      loaders = import ./loaders.nix;
      matchers = import ./matchers.nix;
    in
    nixward.open "an output of haumea that is not known" {
      lib = nixward.open "a part of haumea's `lib` that is not known" {
        inherit matchers;
        load = import ./load.nix;
        loaders = nixward.open "a loader of haumea that is not known" loaders;
        transformers = nixward.open "a transformer of haumea that is not known" (
          import ./transformers.nix
        );
      };
    };
}
