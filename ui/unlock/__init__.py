"""Before the vault is open: making one, opening one, and its passphrase."""
