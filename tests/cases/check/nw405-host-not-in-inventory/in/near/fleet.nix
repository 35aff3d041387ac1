{ release = "25.05"; }
