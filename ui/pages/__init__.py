"""The screens with a shape of their own."""
