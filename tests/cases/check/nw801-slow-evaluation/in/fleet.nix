{
  budgets.evaluation = "10s";
  hosts.nas.budgets.evaluation = "1m";
  hosts.mail.budgets.evaluation = "5s";
}
