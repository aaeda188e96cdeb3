"""The scorecard: one sheet of paper on one tracker, as a page and as PDF."""
