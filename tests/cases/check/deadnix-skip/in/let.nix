let
  # deadnix: skip
  first = 1;
  second = 2;

  # deadnix: skip

  behind_a_blank_line = 3;
  # deadnix: skip
  # another comment
  behind_another = 4;
  /* deadnix: skip */ same_line = 5;
  trailing = 6; # deadnix: skip

  # What stays may need others.
  needed = 7;
  # deadnix: skip
  stays = needed;
  # nixward: allow NW101 it is for the repl
  allowed = also_needed;
  also_needed = 8;
  text = "# deadnix: skip";
  in_a_string = 9;
in
# deadnix: skip
let
  third = 10;
in
null
