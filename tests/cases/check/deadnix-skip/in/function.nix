# deadnix: skip
{ one, two
, three
}@all:
# deadnix: skip
four: five:
six:
# deadnix: skip
with builtins;
null
