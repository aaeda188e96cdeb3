"""How each kind of field reads an entry: text, identifier, date, term, and the update in words."""
