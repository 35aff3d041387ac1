# Systems: `systems/<target>/<name>/default.nix`, where the target is a system of nixpkgs, or has the
# name of an image's format in the place of the kernel's.
{
  config,
  inputs,
  internal,
  own,
  parts,
}:
let
  lib = import ../nixpkgs/lib;
  inherit (parts) fs;
  inherit (parts.flake) without-src;

  # The first one that is a part of the target counts.
  formats = [
    "amazon"
    "azure"
    "cloudstack"
    "docker"
    "do"
    "gce"
    "install-iso-hyperv"
    "hyperv"
    "install-iso"
    "iso"
    "kexec"
    "kexec-bundle"
    "kubevirt"
    "proxmox-lxc"
    "lxc-metadata"
    "lxc"
    "openstack"
    "proxmox"
    "qcow"
    "raw-efi"
    "raw"
    "sd-aarch64-installer"
    "sd-aarch64"
    "vagrant-virtualbox"
    "virtualbox"
    "vm-bootloader"
    "vm-nogui"
    "vmware"
    "vm"
  ];

  is-darwin = lib.hasInfix "darwin";
  is-linux = lib.hasInfix "linux";
  get-virtual-system-type =
    target: lib.findFirst (format: lib.hasInfix format target) "" formats;
  is-virtual = target: get-virtual-system-type target != "";
  get-resolved-system-target =
    target:
    if is-virtual target then
      lib.replaceStrings [ (get-virtual-system-type target) ] [ "linux" ] target
    else
      target;
  get-system-output =
    target:
    if is-virtual target then
      "${get-virtual-system-type target}Configurations"
    else if is-darwin target then
      "darwinConfigurations"
    else
      "nixosConfigurations";
  get-inferred-system-name =
    path:
    if parts.path.has-file-extension "nix" path then
      parts.path.get-parent-directory path
    else
      baseNameOf path;

  get-system-builder =
    target: arguments:
    let
      format =
        if is-virtual target then
          get-virtual-system-type target
        else if is-darwin target then
          "darwin"
        else
          "linux";
      all = arguments // {
        specialArgs = arguments.specialArgs // {
          inherit format;
        };
      };
    in
    if is-virtual target then
      inputs.nixos-generators.nixosGenerate (all // { inherit format; })
    else if is-darwin target then
      inputs.darwin.lib.darwinSystem (removeAttrs all [ "system" ])
    else
      own.nixpkgs.lib.nixosSystem all;

  create-system =
    {
      target ? "x86_64-linux",
      system ? get-resolved-system-target target,
      path,
      name ? builtins.unsafeDiscardStringContext (get-inferred-system-name path),
      modules ? [ ],
      specialArgs ? { },
      channelName ? "nixpkgs",
      builder ? get-system-builder target,
      output ? get-system-output target,
      systems ? { },
      homes ? { },
    }:
    {
      inherit
        builder
        channelName
        output
        system
        ;
      modules =
        [ path ]
        ++ modules
        ++ lib.optionals (inputs ? home-manager) (parts.home.modules-of name system homes);
      specialArgs = specialArgs // {
        inherit system systems target;
        host = name;
        inputs = without-src inputs;
        lib = internal.system-lib;
        inherit (config) namespace;
        virtual = is-virtual target;
      };
    };

  get-target-systems-metadata =
    target:
    map
      (path: {
        path = "${path}/default.nix";
        name = builtins.unsafeDiscardStringContext (baseNameOf path);
        target = builtins.unsafeDiscardStringContext (baseNameOf target);
      })
      (
        lib.filter (path: builtins.pathExists "${path}/default.nix") (fs.get-directories target)
      );

  create-systems =
    {
      systems ? { },
      homes ? { },
    }:
    let
      modulesOf = kind: lib.attrValues (
        parts.module.create-modules { src = fs.get-snowfall-file "modules/${kind}"; }
      );
      entry =
        found:
        let
          said = systems.hosts.${found.name} or { };
          kind = if is-darwin found.target then "darwin" else "nixos";
        in
        lib.nameValuePair found.name (
          create-system (
            said
            // found
            // {
              inherit homes;
              systems = created;
              modules = modulesOf kind ++ said.modules or [ ] ++ systems.modules.${kind} or [ ];
            }
          )
        );
      # Of two of one name the later target's counts.
      created = lib.listToAttrs (
        lib.reverseList (
          map entry (
            lib.concatMap get-target-systems-metadata (
              fs.get-directories (fs.get-snowfall-file "systems")
            )
          )
        )
      );
    in
    created;
in
{
  inherit
    create-system
    create-systems
    get-inferred-system-name
    get-resolved-system-target
    get-system-builder
    get-system-output
    get-target-systems-metadata
    get-virtual-system-type
    is-darwin
    is-linux
    is-virtual
    ;
}
