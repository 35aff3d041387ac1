# The generations of the system, the store, the version that runs, and whether it is the one that boots.
root=${NIXWARD_ROOT-}
say() {
  echo "# HELP $1 $2"
  echo "# TYPE $1 gauge"
}

profiles=$root/nix/var/nix/profiles
generations=0
for link in "$profiles"/system-*-link; do
  [ -L "$link" ] && generations=$((generations + 1))
done
say fleet_system_generations "Generations of the system that are kept."
echo "fleet_system_generations $generations"

if [ -L "$profiles/system" ]; then
  generation=$profiles/$(readlink "$profiles/system")
  say fleet_system_generation_timestamp_seconds "When the newest generation was made."
  echo "fleet_system_generation_timestamp_seconds $(stat -c %Y "$generation")"
fi

same() {
  if [ -n "$1" ] && [ "$1" = "$2" ]; then echo 1; else echo 0; fi
}
current=$(readlink -f "$root/run/current-system" || true)
booted=$(readlink -f "$root/run/booted-system" || true)
say fleet_system_current "1 where the system that runs is the one that the next boot starts."
echo "fleet_system_current $(same "$current" "$(readlink -f "$profiles/system" || true)")"
say fleet_booted_kernel_current "1 where the kernel that runs is that of the system."
echo "fleet_booted_kernel_current $(same "$(readlink -f "$current/kernel" || true)" "$(readlink -f "$booted/kernel" || true)")"

version=$(cat "$current/nixos-version" 2>/dev/null || true)
label=$(printf %s "$version" | sed 's/[\\"]/\\&/g')
say fleet_nixos_info "The version of NixOS that runs."
echo "fleet_nixos_info{version=\"$label\"} 1"
# 26.05.20260601.0123abc names the day of the nixpkgs it was made from.
day=$(printf %s "$version" | sed -n 's/^[0-9]*\.[0-9]*\.\(20[0-9]\{6\}\)\..*/\1/p')
if [ -n "$day" ]; then
  say fleet_flake_input_last_modified_seconds "The day of the input, at midnight UTC."
  echo "fleet_flake_input_last_modified_seconds{input=\"nixpkgs\"} $(date -u -d "$day" +%s)"
fi

database=$root/nix/var/nix/db/db.sqlite
if [ -f "$database" ]; then
  store=$(sqlite3 -separator ' ' "file:$database?mode=ro" 'select count(*), coalesce(sum(narSize), 0) from ValidPaths')
  say fleet_nix_store_paths "Paths in the Nix store."
  echo "fleet_nix_store_paths ${store% *}"
  say fleet_nix_store_bytes "The size of what the Nix store holds, before it is compressed or linked."
  echo "fleet_nix_store_bytes ${store#* }"
fi
