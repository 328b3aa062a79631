"""What people do that touches more than one record: one module per workflow."""
