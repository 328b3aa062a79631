"""Golden vaults: one of every version that was released, with what was in it. They are never changed."""
