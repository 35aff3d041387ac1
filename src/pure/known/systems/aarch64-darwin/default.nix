[
  "aarch64-darwin"
]
