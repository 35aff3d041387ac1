{ services.openssh.enable = true }
