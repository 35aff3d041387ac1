# Declarations and definitions together, from the root to each option.
lib:
let
  nixward = import ../../../nixward.nix;
  inherit (import ./definitions.nix lib)
    isDeclaration
    join
    none
    pushDown
    ;
  inherit (import ./option.nix lib) evalOption;
  inherit (builtins)
    attrNames
    concatLists
    concatMap
    filter
    head
    length
    mapAttrs
    removeAttrs
    ;

  # Entries of several sets by name, each as `make` writes it, and why there may be more names.
  byName = make: sources: {
    names = builtins.zipAttrsWith (_: entries: entries) (
      map (source: mapAttrs (_: entry: make source entry) source.known.attrs) sources
    );
    open = concatMap (
      source: if source.known.open then [ source.known.why ] else [ ]
    ) sources;
  };
  withKnown = name: source: source // { known = nixward.attrs source.${name}; };

  isOption = declaration: isDeclaration declaration.options;

  # The values of a tree, of which some names may not be there and others may be more.
  assemble =
    open: declared: values:
    let
      doubtful = lib.filterAttrs (_: lib.all (declaration: declaration.maybe)) declared;
      known =
        if doubtful == { } then
          values
        else
          removeAttrs values (attrNames doubtful)
          // nixward.perhaps (builtins.intersectAttrs doubtful values);
    in
    if open == [ ] then known else nixward.open (head open) known;

  # A declaration below one that is an option already adds to the options of its submodule.
  asSubmodule =
    declaration:
    if isOption declaration then
      declaration
    else
      declaration
      // {
        options = lib.mkOption {
          type = lib.types.submoduleWith {
            modules = [ { inherit (declaration) options; } ];
            shorthandOnlyDefinesConfig = null;
          };
        };
      };

  leaf = option: {
    options = option;
    config = option.value;
    unmatched = none;
  };

  evalAt =
    context: loc: here: definitions:
    let
      opaque = filter (declaration: nixward.isUnknown declaration.options) here;
      options = filter isOption here;
      nested = filter (
        declaration:
        let
          name = declaration.options.type.name or null;
        in
        !nixward.isUnknown name && name != "submodule"
      ) options;
      asDeclarations = map (declaration: {
        inherit (declaration) file maybe;
        option = declaration.options;
      });
    in
    if opaque != [ ] then
      {
        inherit (head opaque) options;
        config = (head opaque).options;
        unmatched = none;
      }
    else if options == [ ] then
      mergeTree context loc here definitions
    else if length options == length here then
      leaf (evalOption loc (asDeclarations here) definitions)
    else if nested == [ ] then
      leaf (evalOption loc (asDeclarations (map asSubmodule here)) definitions)
    else
      throw "The option `${lib.showOption loc}' in `${(head options).file}' would be a parent of other options, but its type does not support nested options.";

  # `declarations` are `{ file; options; maybe; }`, `definitions` as in definitions.nix, all at `loc`;
  # `context.declares` lists why there may be options that nobody knows. Gives the evaluated options,
  # their values, and the definitions that no option takes.
  mergeTree =
    context: loc: declarations: definitions:
    let
      declared = byName (source: entry: {
        inherit (source) file;
        options = entry.value;
        maybe = source.maybe || entry.maybe;
      }) (map (withKnown "options") declarations);

      pushed = join (map pushBelow definitions.items);
      # A definition that is no set cannot be there.
      pushBelow =
        def:
        let
          found = pushDown def;
          isSet = inner: builtins.isAttrs inner.value;
          bad = filter (inner: !isSet inner) found.items;
        in
        if bad != [ ] && !def.maybe then
          throw "The option `${lib.showOption loc}' holds further options and cannot be set to a value of its own. Definition values:${lib.showDefs bad}"
        else
          found // { items = map (inner: inner // { maybe = def.maybe || inner.maybe; }) (filter isSet found.items); };
      defined = byName (source: entry: {
        inherit (source) file;
        inherit (entry) value;
        maybe = source.maybe || entry.maybe;
      }) (map (withKnown "value") pushed.items);
      openDefinitions = definitions.open ++ pushed.open ++ defined.open;
      openNames = context.declares ++ declared.open;

      below = mapAttrs (
        name: here:
        evalAt context (loc ++ [ name ]) here {
          items = defined.names.${name} or [ ];
          open = openDefinitions;
        }
      ) declared.names;
      others = removeAttrs defined.names (attrNames declared.names);
    in
    {
      options = assemble openNames declared.names (mapAttrs (_: tree: tree.options) below);
      config = assemble openNames declared.names (mapAttrs (_: tree: tree.config) below);
      unmatched = {
        items =
          concatMap (name: below.${name}.unmatched.items) (attrNames below)
          ++ concatLists (
            lib.mapAttrsToList (name: map (def: def // { loc = loc ++ [ name ]; })) others
          );
        open = openDefinitions;
      };
    };
in
{
  inherit mergeTree;
}
