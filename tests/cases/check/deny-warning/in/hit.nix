# nixward: nonsense
{ }
