{
  script = ''
    #!/bin/sh
  '';
}
