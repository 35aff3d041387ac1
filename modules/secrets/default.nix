# age-encrypted secrets, opened on the host with its own ssh key. Option paths, defaults and names of
# scripts and units are those of agenix, so that a configuration written for it works unchanged.
#
# All secrets are opened into a new generation before the first becomes visible: one that cannot be
# opened leaves the generation in use as it was, and agenix-install-secrets.service fails and names it.
{
  config,
  options,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.age;

  items = lib.attrValues cfg.secrets ++ lib.attrValues cfg.templates;

  # Where users are made by a unit rather than by a script, secrets are opened by units, too.
  usersBySystemd =
    (options ? systemd.sysusers && config.systemd.sysusers.enable)
    || (options ? services.userborn && config.services.userborn.enable);

  placeholder = name: "<NIXWARD-SECRET:${builtins.hashString "sha256" name}>";

  manifest = pkgs.writeText "secrets.json" (
    builtins.toJSON {
      version = 1;
      link = toString cfg.secretsDir;
      mountPoint = cfg.secretsMountPoint;
      inMemory = true;
      group = "keys";
      keep = cfg.keepGenerations;
      # A path of Nix is not copied to the store here: it would be a private key.
      identities = map toString cfg.identityPaths;
      program = if cfg.ageBin == "${pkgs.age}/bin/age" then null else cfg.ageBin;
      placeholders = lib.mapAttrs' (
        name: secret: lib.nameValuePair (placeholder name) secret.name
      ) cfg.secrets;
      items =
        map (secret: common secret // { file = "${secret.file}"; }) (lib.attrValues cfg.secrets)
        ++ map (template: common template // { inherit (template) content; }) (
          lib.attrValues cfg.templates
        );
    }
  );
  common = item: {
    inherit (item)
      group
      mode
      name
      owner
      path
      reloadUnits
      restartUnits
      symlink
      ;
  };

  install =
    arguments: "${cfg.package}/bin/nixward secrets install --manifest ${manifest} ${arguments}";

  # The file system that a path lies on; null where none is known.
  fileSystemOf =
    path:
    let
      holds = fs: lib.hasPrefix "${lib.removeSuffix "/" fs.mountPoint}/" path;
      above = lib.filter holds (lib.attrValues config.fileSystems);
    in
    lib.foldl' (
      best: fs:
      if best == null || lib.stringLength fs.mountPoint > lib.stringLength best.mountPoint then
        fs
      else
        best
    ) null above;
  # Those that NixOS mounts before it runs scripts, whatever is said of them.
  early = [
    "/"
    "/etc"
    "/nix"
    "/nix/store"
    "/usr"
    "/var"
    "/var/lib"
    "/var/lib/nixos"
    "/var/log"
  ];
  isEarly =
    path:
    let
      fs = fileSystemOf path;
    in
    fs == null
    || fs.neededForBoot or false
    || lib.elem fs.mountPoint early
    || lib.elem "x-initrd.mount" (fs.options or [ ]);

  identities = map toString cfg.identityPaths;
  late = lib.filter (path: !isEarly path) identities;
  inStore = lib.filter (lib.hasPrefix builtins.storeDir) identities;
  names = map (item: item.name) items;
  paths = map (item: item.path) items;
  repeated =
    list: lib.filter (one: lib.length (lib.filter (other: other == one) list) > 1) (lib.unique list);

  unit = {
    description = "Secrets of this host";
    unitConfig.RequiresMountsFor = identities;
    serviceConfig = {
      Type = "oneshot";
      RemainAfterExit = true;
    };
  };
  first = {
    wantedBy = [ "sysinit.target" ];
    requiredBy = [ "sysinit-reactivation.target" ];
    before = [
      "sysinit.target"
      "sysinit-reactivation.target"
      "shutdown.target"
    ];
    conflicts = [ "shutdown.target" ];
    unitConfig.DefaultDependencies = false;
  };
  users = [
    "systemd-sysusers.service"
    "userborn.service"
  ];

  credentials = lib.mkMerge (
    lib.concatMap (
      item:
      map (service: {
        ${lib.removeSuffix ".service" service}.serviceConfig.LoadCredential = [
          "${lib.replaceStrings [ "/" ] [ "-" ] item.name}:${item.path}"
        ];
      }) item.loadCredential
    ) items
  );
in
{
  imports = [
    ./options.nix
    (lib.mkRenamedOptionModule [ "age" "sshKeyPaths" ] [ "age" "identityPaths" ])
  ];

  config = lib.mkMerge [
    { age.placeholder = lib.mapAttrs (name: _: placeholder name) cfg.secrets; }
    (lib.mkIf (cfg.secrets != { }) (
      lib.mkMerge [
        {
          assertions = [
            {
              assertion = cfg.identityPaths != [ ];
              message = "age.identityPaths must be set, for example by enabling openssh.";
            }
            {
              assertion = inStore == [ ];
              message = "age.identityPaths: ${toString inStore} is a private key in the Nix store, which everybody can read; write its path as a string.";
            }
            {
              assertion = late == [ ] || usersBySystemd;
              message = "age.identityPaths: ${toString late} is on a file system that is not mounted yet when secrets are opened; ${
                lib.concatMapStringsSep " " (
                  path: "set fileSystems.\"${(fileSystemOf path).mountPoint}\".neededForBoot = true."
                ) late
              }";
            }
            {
              assertion = repeated names == [ ] && repeated paths == [ ];
              message = "age: ${
                toString (repeated names ++ repeated paths)
              } is the place of more than one secret.";
            }
          ];
          systemd.services = credentials;
        }

        # Users' passwords may be secrets: all are opened before there are users, and given to their
        # owners afterwards.
        (lib.mkIf (!usersBySystemd) {
          system.activationScripts = {
            agenixNewGeneration = {
              text = "";
              deps = [ "specialfs" ];
            };
            agenixInstall = {
              text = install "--before-users";
              deps = [
                "agenixNewGeneration"
                "specialfs"
              ];
            };
            users.deps = [ "agenixInstall" ];
            agenixChown = {
              text = install "--give --tell activation";
              deps = [
                "users"
                "groups"
              ];
            };
            agenix = {
              text = "";
              deps = [ "agenixChown" ];
            };
          };
          # A script that fails is soon forgotten; this tries once more, and stays failed.
          systemd.services.agenix-install-secrets = lib.mkMerge [
            unit
            {
              wantedBy = [ "multi-user.target" ];
              serviceConfig.ExecStart = install "--unless-current --tell systemd";
            }
          ];
        })

        (lib.mkIf usersBySystemd {
          systemd.services = {
            agenix-open-secrets = lib.mkMerge [
              unit
              first
              {
                before = users;
                serviceConfig.ExecStart = install "--before-users --unless-current";
              }
            ];
            agenix-install-secrets = lib.mkMerge [
              unit
              first
              {
                after = users ++ [ "agenix-open-secrets.service" ];
                requires = [ "agenix-open-secrets.service" ];
                serviceConfig.ExecStart = install "--give --tell systemd";
              }
            ];
          };
        })

        (lib.optionalAttrs (options ? security.audit) (
          lib.mkIf cfg.audit.enable {
            security.auditd.enable = lib.mkDefault true;
            security.audit = {
              enable = lib.mkDefault true;
              rules = [ "-w ${cfg.secretsMountPoint} -p r -k secrets" ];
            };
          }
        ))
      ]
    ))
  ];
}
