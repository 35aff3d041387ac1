# What a host says of itself, one `key<TAB>value` a line; POSIX sh, changes nothing, needs no root.
# Tests set NIXWARD_TEST_ROOT to a folder that stands for / where this looks at files.
r=${NIXWARD_TEST_ROOT:-}
PATH=$PATH:/run/current-system/sw/bin:/run/wrappers/bin:/usr/bin:/bin
LC_ALL=C
export PATH LC_ALL

say() { printf '%s\t%s\n' "$1" "$2"; }
link() { readlink "$r$1" 2>/dev/null; }
# Something that waits for a dead disk or server must not hold up the rest.
bounded() {
  if command -v timeout >/dev/null 2>&1; then timeout 5 "$@"; else "$@"; fi
}

say now "$(date +%s)"
if [ -r "$r/proc/sys/kernel/hostname" ]; then
  read -r name <"$r/proc/sys/kernel/hostname" && say name "$name"
fi

current=$(link /run/current-system)
booted=$(link /run/booted-system)
say current "$current"
say booted "$booted"
generation=$(link /nix/var/nix/profiles/system)
say generation "${generation##*/}"
case $generation in
/*) profile=$(link "$generation") made=$(stat -c %Y "$r$generation" 2>/dev/null) ;;
*) profile=$(link "/nix/var/nix/profiles/$generation") made=$(stat -c %Y "$r/nix/var/nix/profiles/$generation" 2>/dev/null) ;;
esac
say profile "$profile"
say made "$made"

for part in kernel initrd kernel-modules; do
  [ -z "$current" ] || say "current-$part" "$(link "$current/$part")"
  [ -z "$booted" ] || say "booted-$part" "$(link "$booted/$part")"
done
if [ -n "$current" ] && [ -r "$r$current/nixos-version" ]; then
  say version "$(cat "$r$current/nixos-version")"
fi

if command -v systemctl >/dev/null 2>&1; then
  if units=$(bounded systemctl list-units --failed --plain --no-legend --no-pager 2>/dev/null); then
    say units known
    printf '%s\n' "$units" | while read -r unit _; do
      [ -z "$unit" ] || say failed "$unit"
    done
  fi
fi

[ -r "$r/proc/uptime" ] && read -r up _ <"$r/proc/uptime" && say uptime "${up%%.*}"
[ -r "$r/proc/loadavg" ] && read -r one five fifteen _ <"$r/proc/loadavg" &&
  say load "$one $five $fifteen"
cores=$(nproc 2>/dev/null) && say cores "$cores"

bounded df -P -k -l -x tmpfs -x devtmpfs -x ramfs -x overlay -x squashfs -x efivarfs 2>/dev/null |
  while IFS= read -r line; do say disk "$line"; done
bounded df -P -i -l -x tmpfs -x devtmpfs -x ramfs -x overlay -x squashfs -x efivarfs 2>/dev/null |
  while IFS= read -r line; do say inodes "$line"; done
say end 1
