"""Plain frozen records and their words: what every other room may use, and what uses no other room."""
