{
  input.nixpkgs.url = "nixpkgs";
  outputs = { self }: { };
}
