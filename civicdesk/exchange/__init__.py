"""In and out: spreadsheets and other files. What comes from outside is checked before it touches the vault."""
