let unused = "two"; in { }
