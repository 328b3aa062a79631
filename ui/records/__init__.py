"""Any record type on screen, derived from its declaration: list, form, editors, states, history, links."""
