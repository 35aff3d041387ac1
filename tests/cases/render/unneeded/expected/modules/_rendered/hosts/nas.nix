(gone)
