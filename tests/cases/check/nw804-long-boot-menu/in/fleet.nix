{
  budgets.generations = 10;
  hosts.nas.budgets.generations = 50;
}
