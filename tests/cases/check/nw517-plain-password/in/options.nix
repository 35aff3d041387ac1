{ lib, ... }: { options.password = lib.mkOption { example = "$6$abcdefgh$4cmeEpsqnb5bqKI2U6AlwLjQ.WAKeH6GAa4GVFeB3zou9p1O0hul0PDAfUkUOsTvS1tCqpz.29WELKeGeB/zb/"; }; }
