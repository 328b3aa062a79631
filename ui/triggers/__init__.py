"""What the system tells that means "lock": one module for each system, each a thread or a filter that emits."""
