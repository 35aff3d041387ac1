# Where this machine keeps what a build needs from it. Null means: the builder looks in the usual
# places. A test copies this folder and writes its own answers here.
{
  # Folder of intermediate cargo output, reused from build to build.
  cargoBuildDir = null;
  # Folders put in front of PATH for builds.
  path = [ ];
}
