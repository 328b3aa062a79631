"""The long tests: what a vault goes through, counted. `dev.py torture [--release]`."""
