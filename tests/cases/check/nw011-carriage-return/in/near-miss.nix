{
  # plain strings and code
  text = "a
b";
}
