{ hosts.nas.role = "nass"; }
