"""One file for each command, named as the command; `console` holds what they share."""
