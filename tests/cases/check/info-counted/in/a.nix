[
  (a: b: c: 1)
  {
    services.web.a = 1;
    services.web.b = 2;
    services.web.c = 3;
  }
  (let unused = 1; in 2)
]
