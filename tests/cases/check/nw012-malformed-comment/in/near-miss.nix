# nixward checks this file: allow nothing
{ }
