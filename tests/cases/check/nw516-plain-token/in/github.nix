{ nix.settings.access-tokens = "github.com=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"; }
