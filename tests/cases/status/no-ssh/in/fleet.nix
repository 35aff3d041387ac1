{ hosts.web.target.addresses = [ "web.example.org" ]; hosts.pad = { role = "laptop"; tags = [ "away" ]; }; hosts.lost.target.jump = "lost"; }
