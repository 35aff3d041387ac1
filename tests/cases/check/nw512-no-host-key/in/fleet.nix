{ hosts.web.role = "server"; hosts.db.role = "server"; }
