{ implictPolicyTarget = "block"; }
