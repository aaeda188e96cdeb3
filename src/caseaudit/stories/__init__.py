"""The few steps of each job: audit, compare, measure, clean."""
