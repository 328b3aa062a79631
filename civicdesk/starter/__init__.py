"""Loading starter content and the demo vault; the data itself is in `resources/`."""
