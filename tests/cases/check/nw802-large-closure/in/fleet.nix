{
  budgets.closureGib = 8;
  hosts.mail.budgets.closureGib = 1.5;
}
