name: let ${name} = 1; in 2
