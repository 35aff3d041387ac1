#!/bin/sh
# What deployment tools rely on: the actions of NixOS, its lock, and which links each action moves.
# It acts below $BENCH_ROOT, which must be set: a test must not reach the machine that runs it.
set -eu
toplevel=@toplevel@
root=${BENCH_ROOT:?"set BENCH_ROOT to the folder that stands in for /"}
mkdir -p "$root/run/nixos" "$root/boot"

# 11 (EAGAIN): somebody else is switching.
exec 9>"$root/run/nixos/switch-to-configuration.lock"
flock -n 9 || exit 11

current() { ln -sfn "$toplevel" "$root/run/current-system"; }
bootdefault() { ln -sfn "$toplevel" "$root/boot/default"; }

case ${1:-} in
    check) ;;
    dry-activate) echo "would activate $toplevel" ;;
    test) current ;;
    boot) bootdefault ;;
    switch) bootdefault && current ;;
    *) echo "usage: $0 check|dry-activate|test|boot|switch" >&2 && exit 2 ;;
esac
