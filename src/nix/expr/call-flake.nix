# A flake as Nix itself would call it, from sources that lie in the store: the value that
# `builtins.getFlake` gives, but nothing is fetched, copied or locked on the way, and each use of
# what `self` says about its source is told on stderr.
# Source: Nix manual, "nix flake", sections "Flake format" and "Lock files".
{
  # The store path of the flake's source root, its NAR hash, and the folder of flake.nix in it.
  source,
  narHash,
  dir,
  # What `self` says about its source besides `outPath` and `narHash`.
  metadata,
  # Whether there is a flake.lock, the store path of each of its nodes that is a source of its own, and
  # a number for each of which the store has nothing: whoever uses one is told of it.
  locked,
  paths,
  absent,
  # Stands before the name of each attribute that is told.
  nonce,
  # What differs between versions of Nix: whether a flake says its `_type`, and its folder in
  # `outPath`; whether the source of a relative input is its folder or its parent's root.
  typed,
  relativeIsFolder,
}:
let
  inherit (builtins) mapAttrs;

  tell = name: value: builtins.trace "${nonce} ${name}" value;
  below = base: path: if path == "" then base else "${base}/${path}";

  # What is fetched by its hash is there already, pure evaluation may read it, and whatever refers to
  # it has its context.
  fetch = attrs: builtins.fetchTree ({ type = "path"; } // attrs);

  # Inputs are named directly, or by a path of input names from the root.
  resolve = target: if builtins.isList target then follow target else target;
  follow = builtins.foldl' (key: name: resolve lock.nodes.${key}.inputs.${name}) lock.root;

  # What a lock says of a source besides where it comes from.
  metadataOf = builtins.intersectAttrs {
    narHash = null;
    lastModified = null;
    rev = null;
    revCount = null;
  };

  own = fetch {
    path = source;
    inherit narHash;
  };

  lock =
    if locked then
      builtins.fromJSON (builtins.readFile (below own.outPath dir + "/flake.lock"))
    else
      {
        nodes.root = { };
        root = "root";
      };

  rootSource = {
    base = own.outPath;
    info = mapAttrs tell (metadata // { inherit narHash; } // { inherit (own) outPath; });
    show = tell "outPath";
  };

  storeSource =
    key: node:
    let
      tree = fetch (metadataOf node.locked // { path = paths.${key}; });
      isGit = node.locked.type or null == "git";
    in
    {
      base = tree.outPath;
      info = tree // (if isGit then { submodules = node.locked.submodules or false; } else { });
      show = path: path;
    };

  relativeSource =
    node:
    let
      parent = nodes.${follow node.parent};
      base = below parent.outPath node.locked.path;
    in
    {
      inherit base;
      inherit (parent) show;
      info = parent.info // (if relativeIsFolder then { outPath = parent.show base; } else { });
    };

  call =
    key: node:
    let
      isRoot = key == lock.root;
      from =
        if isRoot then
          rootSource
        else if absent ? ${key} then
          abort "${nonce} lacks ${toString absent.${key}}"
        else if paths ? ${key} then
          storeSource key node
        else
          relativeSource node;
      outPath = below from.base (if isRoot then dir else node.locked.dir or "");
      shown = if typed then { outPath = from.show outPath; } else { };
      inputs = mapAttrs (_: target: nodes.${resolve target}.value) (node.inputs or { });
      outputs = (import (outPath + "/flake.nix")).outputs (inputs // { self = flake; });
      flake =
        outputs
        // from.info
        // shown
        // {
          inherit inputs outputs;
          sourceInfo = from.info;
        }
        // (if typed then { _type = "flake"; } else { });
    in
    {
      inherit outPath;
      inherit (from) info show;
      value =
        if node.flake or true then
          flake
        else
          from.info // (if typed then shown // { sourceInfo = from.info; } else { });
    };

  nodes = mapAttrs call lock.nodes;
in
nodes.${lock.root}.value
