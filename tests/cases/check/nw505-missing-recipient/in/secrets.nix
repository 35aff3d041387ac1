let
  alex = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPhlmzU/vnCdB1jjr1Ve9oHTVr53M5MiDFwxZLikIMTb alex-TEST";
  sam = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEYDzfKnl1Hgq0pvugU+CS1SQIaap5MIj9+tQqaeeDxL sam-TEST";
  rsa = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDJ0I+vPMXQE4tjssILGzAa/+4mtaWs7MclLGwQdNqmnp5UzL4c8fO1H3U7org2bGlX7BRocxNhrllrOh8f7CO/kt/1H+VS7PJ+nsyfzaSIU01xRQjQ5pAtLJlNYDARkkQhI3tL33mngfXFG9jl2Qf6WRbd0HQ2PCEKdhjry1nOVlb9UTSWESrHUqPbudFQIX9EodoXCDVdHkoZ2NYY2qaqRPFoFizrY8Z1bz6VP4+6U1tlfJMifbmdlwTYVxGjIMpm/44ZnnKDmpZOmdjThPJI5EjCI3t2QXntH0xY0CTeC4EMAXdDoWLpY7d+/z1WH2snMvbXf34YGI8C+r3mwwab rsa-TEST";
  x1 = "age1xlecmwhe9qswzg9d7yxntqtvakpttvfd9suxkzxyp2e52t7cyf3s8vxwhg";
  x2 = "age1a38ckrg08venw2qmtstvk6z033a8jphmncmazs7wfpf35gj8wssqzfhsk2";
in
{
  "good.age".publicKeys = [ alex sam rsa x1 ];
  "ssh.age".publicKeys = [ alex sam rsa ];
  "x25519.age".publicKeys = [ alex x1 x2 ];
  "swapped.age".publicKeys = [ alex x2 ];
}
