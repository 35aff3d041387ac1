{ nix.settings.access-tokens = "github.com=ghp_zQVBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17"; }
