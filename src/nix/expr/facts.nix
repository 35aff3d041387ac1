# What nixward records of a host. `src/model/facts.rs` mirrors every fact by name and shape: change
# both together.
#
# A function of which facts are wanted and of a value of `nixosConfigurations`. It works with NixOS
# 20.09 to 26.05: an option is asked for only where it is declared. Nothing here may force a package,
# so that a fact costs what its options cost. A fact about something that is not declared is null.
#
# `guarded` catches `throw` and `assert`: such a fact is `{ success = false; }`, and the others are
# answered. Where it is false the first failure ends the evaluation, with its message. The name of the
# fact stands in the trace of whatever fails.
{ wanted, guarded }:
host:
let
  inherit (builtins)
    any
    attrNames
    concatMap
    deepSeq
    elem
    elemAt
    filter
    isAttrs
    isBool
    isInt
    isList
    isPath
    isString
    length
    listToAttrs
    map
    tryEval
    ;

  inherit (host) config;
  options = host.options or { };

  # -- Plain data ------------------------------------------------------------------------------------

  # Text without its context, since nothing is to be built for it. A path is not copied to the store.
  text = value: builtins.unsafeDiscardStringContext (toString value);
  textOrNull = value: if value == null then null else text value;
  texts = map text;
  # A setting as text, whatever its type: `true` as "true", not as "1".
  setting =
    value:
    if isBool value then
      (if value then "true" else "false")
    else if value == null then
      null
    else if isAttrs value && !(value ? outPath) then
      text (value.content or "")
    else
      text value;

  mapAttrsToList = f: set: map (name: f name set.${name}) (attrNames set);
  genAttrs =
    names: f:
    listToAttrs (
      map (name: {
        inherit name;
        value = f name;
      }) names
    );
  # The names of those that can be had without a throw and hold.
  holding =
    holds: names:
    filter (
      name:
      let
        answer = tryEval (holds name);
      in
      answer.success && answer.value
    ) names;

  # -- Options ---------------------------------------------------------------------------------------

  at = path: set: builtins.foldl' (set: name: if isAttrs set && set ? ${name} then set.${name} else null) set path;
  isOption = value: isAttrs value && value._type or null == "option";
  # An alias of a renamed option, or what is left of a removed one, is not for asking.
  isVisible = value: isOption value && value.visible or true != false;
  declared = path: isVisible (at path options);
  isDeclaredSet = path: isAttrs (at path options);
  # The value of an option; null where it is not declared.
  get = path: if declared path then at path config else null;
  isOn = path: get path == true;
  # As `get`, of the first that is declared.
  firstOf =
    paths:
    let
      found = filter declared paths;
    in
    if found == [ ] then null else at (builtins.head found) config;

  # Who defined an option, and what each said.
  definitions =
    option:
    let
      files = option.files or [ ];
      values = option.definitions or [ ];
    in
    if length files != length values then
      [ ]
    else
      builtins.genList (i: {
        file = text (elemAt files i);
        value = elemAt values i;
      }) (length files);
  # The file that decided on an option; null where that is its default.
  decidedBy =
    option:
    let
      files = option.files or [ ];
    in
    if files == [ ] || option.highestPrio or 100 >= 1500 then null else text (builtins.head files);

  # -- Ports -----------------------------------------------------------------------------------------

  rangesOf =
    protocol: interface: file: ports:
    map (
      port:
      if isInt port then
        {
          inherit protocol interface file;
          from = port;
          to = port;
        }
      else
        {
          inherit protocol interface file;
          inherit (port) from to;
        }
    ) ports;

  opened =
    protocol: path:
    if !declared path then
      [ ]
    else
      let
        value = at path config;
        # The value first: its errors name the option.
        known = deepSeq value (
          concatMap (definition: rangesOf protocol null definition.file definition.value) (
            definitions (at path options)
          )
        );
        isKnown = range: any (it: it.from == range.from && it.to == range.to) known;
      in
      known ++ filter (range: !isKnown range) (rangesOf protocol null null value);

  openedOn =
    interface: rules:
    rangesOf "tcp" interface null (rules.allowedTCPPorts or [ ])
    ++ rangesOf "tcp" interface null (rules.allowedTCPPortRanges or [ ])
    ++ rangesOf "udp" interface null (rules.allowedUDPPorts or [ ])
    ++ rangesOf "udp" interface null (rules.allowedUDPPortRanges or [ ]);

  hasOtherRules =
    let
      nftables = name: get [ "networking" "nftables" name ];
      tables = nftables "tables";
      isOwn = name: builtins.substring 0 8 name != "nixos-fw" && tables.${name}.enable or true;
      programs = map (name: [
        "services"
        name
        "enable"
      ]) [ "ferm" "shorewall" "shorewall6" "firewalld" "opensnitch" "ufw" ];
    in
    any isOn programs
    || nftables "enable" == true
    && (
      nftables "rulesetFile" != null
      || !(elem (nftables "ruleset") [ null "" ])
      || tables != null && any isOwn (attrNames tables)
    );

  firewall =
    let
      base = [
        "networking"
        "firewall"
      ];
      of = name: base ++ [ name ];
      interfaces = get (of "interfaces");
    in
    if !declared (of "enable") then
      null
    else
      {
        enable = get (of "enable");
        # Rules that somebody else makes beside it or in its place.
        others = hasOtherRules;
        trustedInterfaces =
          let
            trusted = get (of "trustedInterfaces");
          in
          if trusted == null then [ ] else texts trusted;
        open =
          opened "tcp" (of "allowedTCPPorts")
          ++ opened "tcp" (of "allowedTCPPortRanges")
          ++ opened "udp" (of "allowedUDPPorts")
          ++ opened "udp" (of "allowedUDPPortRanges")
          ++ (
            if interfaces == null then
              [ ]
            else
              concatMap (name: openedOn name interfaces.${name}) (
                filter (name: name != "default") (attrNames interfaces)
              )
          );
      };

  # A service that runs and says in an option where it listens. Most call it `port`; what matters is
  # that both are declared, so that a service of tomorrow counts too.
  addressNames = [
    "listenAddress"
    "address"
    "host"
    "bindAddress"
  ];
  plainServices =
    path:
    let
      set = at path options;
      ofService =
        name:
        let
          option = set.${name};
          value = at (path ++ [ name ]) config;
          isRunning = isVisible (option.enable or null) && isVisible (option.port or null) && value.enable;
          address = filter (key: isVisible (option.${key} or null)) addressNames;
          given = if address == [ ] then null else value.${builtins.head address};
        in
        if isRunning && isInt value.port then
          [
            {
              service = builtins.concatStringsSep "." (builtins.tail path ++ [ name ]);
              port = value.port;
              protocol = "tcp";
              address = if isString given then text given else null;
              file =
                let
                  port = decidedBy option.port;
                in
                if port != null then port else decidedBy option.enable;
            }
          ]
        else
          [ ];
      tried =
        name:
        let
          answer = tryEval (
            let
              found = ofService name;
            in
            deepSeq found found
          );
        in
        if answer.success then answer.value else [ ];
    in
    if isAttrs set && !isOption set then concatMap tried (attrNames set) else [ ];

  listening =
    let
      sshPorts = [
        "services"
        "openssh"
        "ports"
      ];
      sshAddresses = filter (it: it.addr or null != null) (
        let
          addresses = get [
            "services"
            "openssh"
            "listenAddresses"
          ];
        in
        if addresses == null then [ ] else addresses
      );
      # Where sshd listens: at the addresses it is given, else everywhere.
      sshListens =
        if sshAddresses == [ ] then
          map (port: {
            inherit port;
            address = null;
          }) config.services.openssh.ports
        else
          concatMap (
            it:
            map (port: {
              inherit port;
              address = text it.addr;
            }) (if it.port or null != null then [ it.port ] else config.services.openssh.ports)
          ) sshAddresses;
      isSshd =
        declared [
          "services"
          "openssh"
          "enable"
        ]
        && config.services.openssh.enable;
      nginx = get [
        "services"
        "nginx"
        "virtualHosts"
      ];
      isNginx = nginx != null && config.services.nginx.enable;
      hostPorts =
        host:
        let
          listen = host.listen or [ ];
          isTls =
            host.onlySSL or false || host.addSSL or false || host.forceSSL or false || host.enableSSL or false;
          isPlain = !(host.onlySSL or false);
        in
        if listen != [ ] then
          concatMap (
            it:
            if it.port or null == null then
              [ ]
            else
              [
                {
                  inherit (it) port;
                  address = textOrNull (it.addr or null);
                }
              ]
          ) listen
        else
          (
            if isPlain then
              [
                {
                  port = config.services.nginx.defaultHTTPListenPort or 80;
                  address = null;
                }
              ]
            else
              [ ]
          )
          ++ (
            if isTls then
              [
                {
                  port = config.services.nginx.defaultSSLListenPort or 443;
                  address = null;
                }
              ]
            else
              [ ]
          );
      unique = builtins.foldl' (seen: it: if elem it seen then seen else seen ++ [ it ]) [ ];
    in
    (
      if isSshd && declared sshPorts then
        map (it: {
          service = "openssh";
          inherit (it) port address;
          protocol = "tcp";
          file =
            let
              ports = decidedBy options.services.openssh.ports;
            in
            if ports != null then ports else decidedBy options.services.openssh.enable;
        }) sshListens
      else
        [ ]
    )
    ++ (
      if isNginx then
        map (
          it:
          it
          // {
            service = "nginx";
            protocol = "tcp";
            file =
              let
                hosts = decidedBy options.services.nginx.virtualHosts;
              in
              if hosts != null then hosts else decidedBy options.services.nginx.enable;
          }
        ) (unique (concatMap hostPorts (builtins.attrValues nginx)))
      else
        [ ]
    )
    ++ plainServices [ "services" ]
    ++ plainServices [
      "services"
      "prometheus"
      "exporters"
    ];

  # Services among them that have a network of their own.
  isolated =
    let
      service = name: (get [ "systemd" "services" ]).${name}.serviceConfig or { };
      isIsolated =
        name:
        (service name).PrivateNetwork or false == true || (service name).NetworkNamespacePath or null != null;
    in
    if declared [ "systemd" "services" ] then filter isIsolated (map (it: it.service) listening) else [ ];

  # -- People ----------------------------------------------------------------------------------------

  # What a user or group is called on the machine.
  nameOf = key: it: text (it.name or key);
  # That a password is set, never the password. Some texts are the hash of none, so that nobody gets in.
  isSet = user: name: user.${name} or null != null;
  isHash =
    user: name:
    let
      hash = user.${name} or null;
    in
    isString hash
    && !(elem (builtins.substring 0 1 hash) [
      "!"
      "*"
    ]);
  userOf = name: user: {
    normal = user.isNormalUser or false;
    uid = user.uid or null;
    group = textOrNull (user.group or null);
    groups = texts (user.extraGroups or [ ]);
    wheel =
      elem "wheel" (user.extraGroups or [ ])
      || user.group or "" == "wheel"
      || elem name (config.users.groups.wheel.members or [ ]);
    passwordHash =
      isHash user "hashedPassword"
      || isHash user "initialHashedPassword"
      || isSet user "passwordFile"
      || isSet user "hashedPasswordFile";
    plainPassword = isSet user "password" || isSet user "initialPassword";
    keys = length (user.openssh.authorizedKeys.keys or [ ]);
    keyFiles = length (user.openssh.authorizedKeys.keyFiles or [ ]);
    authorized = texts (user.openssh.authorizedKeys.keys or [ ]);
  };
  # The users that Nix builds as are the same everywhere.
  isBuilder = user: user.group or "" == "nixbld";

  # How people come in, beside keys and passwords of their own.
  login =
    let
      userIf = set: if set.enable or false then set.user or null else null;
      # A set of options, or until NixOS 20.09 an option that is a set.
      setAt =
        path:
        let
          found = at path options;
        in
        if isVisible found || isVisible (found.enable or null) then at path config else null;
      automatic = [
        (get [ "services" "getty" "autologinUser" ])
        (get [ "services" "mingetty" "autologinUser" ])
        (get [ "services" "kmscon" "autologinUser" ])
        (userIf (setAt [ "services" "cage" ]))
        (userIf (setAt [ "services" "xserver" "displayManager" "autoLogin" ]))
        (userIf (setAt [ "services" "displayManager" "autoLogin" ]))
        ((get [ "services" "greetd" "settings" ]).initial_session.user or null)
      ];
      elsewhere = [
        [ "users" "ldap" "enable" ]
        [ "services" "sssd" "enable" ]
        [ "services" "homed" "enable" ]
        [ "services" "kanidm" "enablePam" ]
        [ "services" "fprintd" "enable" ]
        [ "krb5" "enable" ]
        [ "security" "krb5" "enable" ]
        [ "security" "pam" "u2f" "enable" ]
        [ "security" "pam" "p11" "enable" ]
        [ "security" "pam" "yubico" "enable" ]
        [ "security" "pam" "mount" "enable" ]
        [ "security" "pam" "oath" "enable" ]
        [ "security" "pam" "usb" "enable" ]
        [ "security" "pam" "rssh" "enable" ]
      ];
    in
    {
      mutableUsers = get [ "users" "mutableUsers" ];
      automatic = texts (filter isString automatic);
      elsewhere = any isOn elsewhere;
    };

  sudo =
    let
      # Of the two that read the same rules, the one that runs.
      program = if isOn [ "security" "sudo-rs" "enable" ] then "sudo-rs" else "sudo";
      of = name: [
        "security"
        program
        name
      ];
      hasNoPassword = command: isAttrs command && elem "NOPASSWD" (command.options or [ ]);
      isAnything = command: hasNoPassword command && command.command or null == "ALL";
    in
    if !declared (of "enable") then
      null
    else
      {
        enable = get (of "enable");
        wheelNeedsPassword = get (of "wheelNeedsPassword");
        rules = map (rule: {
          users = map text (rule.users or [ ]);
          groups = map text (rule.groups or [ ]);
          noPassword = any hasNoPassword (rule.commands or [ ]);
          anything = any isAnything (rule.commands or [ ]);
        }) (if declared (of "extraRules") then get (of "extraRules") else [ ]);
      };

  ssh =
    let
      of = name: [
        "services"
        "openssh"
        name
      ];
      inSettings = name: (if isDeclaredSet (of "settings") then config.services.openssh.settings else { }).${name} or null;
      extra = get (of "extraConfig");
      says = word: extra != null && length (builtins.split word extra) > 1;
      isSaid = name: inSettings name != null || says name;
      keyFiles = get (of "authorizedKeysFiles");
      keyCommand = get (of "authorizedKeysCommand");
      # Files that a user can write: below the home, which relative names are as well.
      isAtHome = file: builtins.substring 0 1 file != "/" || length (builtins.split "%h" file) > 1;
      # By its name in sshd_config, else by what it was called until NixOS 22.11.
      valueOf =
        name: olds:
        let
          new = inSettings name;
        in
        if new != null then new else firstOf (map of olds);
    in
    if !declared (of "enable") then
      null
    else
      {
        enable = get (of "enable");
        ports =
          let
            ports = get (of "ports");
          in
          if ports == null then [ ] else ports;
        openFirewall = get (of "openFirewall");
        passwordAuthentication = setting (valueOf "PasswordAuthentication" [ "passwordAuthentication" ]);
        kbdInteractiveAuthentication = setting (
          valueOf "KbdInteractiveAuthentication" [
            "kbdInteractiveAuthentication"
            "challengeResponseAuthentication"
          ]
        );
        permitRootLogin = setting (valueOf "PermitRootLogin" [ "permitRootLogin" ]);
        severalMethods = isSaid "AuthenticationMethods";
        otherKeys =
          any isAtHome (if keyFiles == null then [ ] else keyFiles)
          || keyCommand != null && keyCommand != "none"
          || isSaid "TrustedUserCAKeys";
        tailscale = isOn [ "services" "tailscale" "enable" ];
      };

  # -- Secrets ---------------------------------------------------------------------------------------

  secretsOf =
    path: fileOf:
    let
      secrets = get path;
    in
    if secrets == null then
      null
    else
      builtins.mapAttrs (_: secret: {
        file = textOrNull (fileOf secret);
        path = textOrNull (secret.path or null);
        owner = textOrNull (secret.owner or null);
        group = textOrNull (secret.group or null);
        mode = textOrNull (secret.mode or null);
      }) secrets;

  # -- Services --------------------------------------------------------------------------------------

  exporters =
    let
      path = [
        "services"
        "prometheus"
        "exporters"
      ];
      set = at path options;
      value = at path config;
      isExporter = name: isVisible (set.${name}.enable or null) && isVisible (set.${name}.port or null);
      names = filter isExporter (attrNames set);
    in
    # Until NixOS 20.03 each exporter was declared by itself; since then they are options of a set.
    if isOption set then
      exportersIn value (filter (name: isAttrs value.${name} && value.${name} ? port) (attrNames value))
    else if isAttrs set then
      exportersIn value names
    else
      null;
  exportersIn =
    value: names:
    genAttrs (holding (name: value.${name}.enable) names) (name: {
      inherit (value.${name}) port;
      address = textOrNull (value.${name}.listenAddress or null);
    });

  timers =
    let
      timers = get [
        "systemd"
        "timers"
      ];
      calendar =
        value:
        if value == null then
          [ ]
        else if isList value then
          texts value
        else
          [ (text value) ];
    in
    if timers == null then
      null
    else
      builtins.mapAttrs (_: timer: {
        enable = timer.enable or true;
        calendar = calendar (timer.timerConfig.OnCalendar or null) ++ calendar (timer.startAt or null);
      }) timers;

  # These name programs, and asking for one would instantiate its package.
  sysctlPrograms = [
    "kernel.core_pattern"
    "kernel.hotplug"
    "kernel.modprobe"
    "kernel.poweroff_cmd"
  ];

  stateVersionOption = [
    "system"
    "stateVersion"
  ];

  facts = {
    # What must hold before any option can be read: modules load, and every definition has an option.
    modules = builtins.seq config true;
    hostName = textOrNull (get [
      "networking"
      "hostName"
    ]);
    system =
      let
        isDefined = path: declared path && (at path options).isDefined or false;
        pkgs = [
          "nixpkgs"
          "pkgs"
        ];
        hostPlatform = [
          "nixpkgs"
          "hostPlatform"
        ];
        old = [
          "nixpkgs"
          "system"
        ];
      in
      if isDefined pkgs && decidedBy options.nixpkgs.pkgs != null then
        text config.nixpkgs.pkgs.stdenv.hostPlatform.system
      else if isDefined hostPlatform then
        text (config.nixpkgs.hostPlatform.system or config.nixpkgs.hostPlatform)
      else if get [ "nixpkgs" "crossSystem" ] != null then
        text config.nixpkgs.crossSystem.system
      else if isOption (at old options) then
        text config.nixpkgs.localSystem.system or config.nixpkgs.system
      else
        textOrNull (host.pkgs.system or null);
    release = textOrNull (get [
      "system"
      "nixos"
      "release"
    ]);
    stateVersion =
      if declared stateVersionOption then
        {
          value = text config.system.stateVersion;
          file = decidedBy options.system.stateVersion;
        }
      else
        null;
    assertions = map (failed: text failed.message) (
      filter (assertion: !assertion.assertion) config.assertions or [ ]
    );
    warnings = texts (config.warnings or [ ]);
    inherit
      firewall
      listening
      isolated
      login
      sudo
      ssh
      timers
      exporters
      ;
    users =
      let
        users = get [
          "users"
          "users"
        ];
      in
      if users == null then
        null
      else
        listToAttrs (
          map (
            key:
            let
              name = nameOf key users.${key};
            in
            {
              inherit name;
              value = userOf name users.${key};
            }
          ) (filter (key: !isBuilder users.${key}) (attrNames users))
        );
    groups =
      let
        groups = get [
          "users"
          "groups"
        ];
      in
      if groups == null then null else mapAttrsToList nameOf groups;
    age = secretsOf [ "age" "secrets" ] (secret: secret.file or null);
    sops = secretsOf [ "sops" "secrets" ] (secret: secret.sopsFile or null);
    fileSystems =
      let
        fileSystems = get [ "fileSystems" ];
      in
      if fileSystems == null then
        null
      else
        builtins.mapAttrs (_: it: {
          device = textOrNull (it.device or null);
          fsType = textOrNull (it.fsType or null);
          options = texts (it.options or [ ]);
        }) fileSystems;
    container = get [
      "boot"
      "isContainer"
    ];
    boot =
      let
        isLoader = name: isOn [ "boot" "loader" name "enable" ];
        loaders = [
          "systemd-boot"
          "grub"
          "refind"
          "limine"
          "generic-extlinux-compatible"
        ];
      in
      {
        loaders =
          filter isLoader loaders
          ++ (
            if isOn [ "boot" "lanzaboote" "enable" ] then
              [ "lanzaboote" ]
            else
              [ ]
          );
        esp = textOrNull (get [ "boot" "loader" "efi" "efiSysMountPoint" ]);
        menus =
          let
            limits = {
              systemd-boot = [ "boot" "loader" "systemd-boot" "configurationLimit" ];
              grub = [ "boot" "loader" "grub" "configurationLimit" ];
              generic-extlinux-compatible = [
                "boot"
                "loader"
                "generic-extlinux-compatible"
                "configurationLimit"
              ];
              limine = [ "boot" "loader" "limine" "maxGenerations" ];
              refind = [ "boot" "loader" "refind" "maxGenerations" ];
              lanzaboote = [ "boot" "lanzaboote" "configurationLimit" ];
            };
            isUsed = name: isLoader name || (name == "lanzaboote" && isOn [ "boot" "lanzaboote" "enable" ]);
            used = filter (name: isUsed name && declared limits.${name}) (attrNames limits);
          in
          map (loader: {
            inherit loader;
            option = builtins.concatStringsSep "." limits.${loader};
            limit = get limits.${loader};
          }) used;
      };
    trustedUsers =
      let
        settings = get [
          "nix"
          "settings"
        ];
        users = settings.trusted-users or (get [
          "nix"
          "trustedUsers"
        ]);
      in
      if isList users then texts users else null;
    insecurePackages =
      let
        allowed = (get [ "nixpkgs" "config" ]).permittedInsecurePackages or [ ];
      in
      if isList allowed then texts allowed else [ ];
    sysctl =
      let
        sysctl = get [
          "boot"
          "kernel"
          "sysctl"
        ];
      in
      if sysctl == null then
        null
      else
        builtins.mapAttrs (_: setting) (removeAttrs sysctl sysctlPrograms);
    specialisations =
      if
        declared [
          "specialisation"
        ]
      then
        attrNames config.specialisation
      else
        [ ];
    drvPath = text config.system.build.toplevel.drvPath;
    # Not `outPath`: that would make all facts one path.
    builtPath = text config.system.build.toplevel.outPath;
  };

  read =
    name:
    let
      value = builtins.addErrorContext "nixward reads ${name}" (deepSeq facts.${name} facts.${name});
    in
    if guarded then
      tryEval value
    else
      {
        success = true;
        inherit value;
      };
in
genAttrs wanted read
