let
in
{ }
