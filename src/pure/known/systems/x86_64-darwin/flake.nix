# A list of systems and nothing else.
{
  outputs = _: { };
}
