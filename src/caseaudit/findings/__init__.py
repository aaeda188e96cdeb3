"""What an audit finds: rules as records, the table of findings, their words and their figures."""
