"""What an audit looks like: one file a form, all of them written on `paper`."""
