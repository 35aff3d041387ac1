[
  "aarch64-linux"
]
