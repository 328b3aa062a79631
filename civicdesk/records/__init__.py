"""What is kept: record types, their fields, states, rules, and what of them may leave."""
