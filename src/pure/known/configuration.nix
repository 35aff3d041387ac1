# A configuration as host discovery sees it: what it is made of, and nothing that only its
# evaluation says.
let
  nixward = import ./nixward.nix;
  configuration =
    kind: args:
    nixward.open "what only an evaluation of the configuration says" {
      _nixward = { inherit kind args; };
      extendModules =
        {
          modules ? [ ],
          specialArgs ? { },
          ...
        }:
        configuration kind (
          args
          // {
            modules = args.modules or [ ] ++ modules;
            specialArgs = args.specialArgs or { } // specialArgs;
          }
        );
    };
in
configuration
