"""What leaves CivicDesk on paper: pages, tables, charts and reports as PDF, drawn in memory."""
