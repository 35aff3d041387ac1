name: let "x" = 1; in { ${name} = x; inherit ({ y = 1; }) "y"; }
