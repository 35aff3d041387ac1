age-encryption.org/v1
-> X25519 zcXM8NUv2Ukwt3Sp3IubImRociCu3q89YB0CDysMDWc
