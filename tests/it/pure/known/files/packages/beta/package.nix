"beta"
