"""People and their keys in the window: letting in, other roles, taking keys away, and the second signature."""
