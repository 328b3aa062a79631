"""Recovery in the window: making the sheets, typing them back, and what everybody is told."""
