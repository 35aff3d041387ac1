{ pkgs ? null }: pkg.hello
