# Every backup set of the inventory becomes a restic job to its repository.
{
  config,
  lib,
  fleet,
  host,
  ...
}:
let
  repository = set: fleet.backup.repositories.${set.repository};
in
{
  services.restic.backups = lib.mapAttrs (_: set: {
    inherit (set) paths;
    exclude = set.exclude or [ ];
    repository = (repository set).url;
    # RESTIC_PASSWORD and the account at the server, which takes new backups and deletes none:
    # pruning is its own job.
    environmentFile = config.age.secrets.${(repository set).secret}.path;
    timerConfig = {
      OnCalendar = "daily";
      RandomizedDelaySec = "2h";
      # A laptop that slept through the night catches up in the morning.
      Persistent = true;
    };
  }) host.backups;

  age.secrets = lib.mapAttrs' (
    _: set:
    lib.nameValuePair (repository set).secret {
      file = ../../secrets + "/${(repository set).secret}.age";
    }
  ) host.backups;
}
