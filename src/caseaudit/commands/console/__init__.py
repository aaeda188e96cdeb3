"""The terminal: the app, shared options, where output goes, and how errors become exit codes."""
