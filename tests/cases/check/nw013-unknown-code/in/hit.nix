# nixward: allow NW0003 not a code of ours
{ }
