let unused = "old"; in { }
