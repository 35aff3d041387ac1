{ bell = ''a''\rb''; }
