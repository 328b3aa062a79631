"""Trips in the window: a travel copy goes out, comes back, and the vault at home can be left behind."""
