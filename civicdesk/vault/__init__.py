"""Where records are kept: an encrypted folder, its keys, its databases and its journal."""
