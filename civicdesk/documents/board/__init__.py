"""The twelve sections of the board report."""
