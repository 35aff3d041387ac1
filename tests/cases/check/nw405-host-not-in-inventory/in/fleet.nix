{ hosts.web = { }; }
