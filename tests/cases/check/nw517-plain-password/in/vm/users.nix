{ users.users.alex.password = "alex"; }
