# Fetches sources that are in the store already, and says where they are.
{ nixward }:
{
  answer = map (source: (builtins.fetchTree ({ type = "path"; } // source)).outPath) (
    builtins.fromJSON nixward
  );
}
