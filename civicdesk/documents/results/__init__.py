"""The parts of the results table: indicators, people, changes and sub-grants of a project."""
