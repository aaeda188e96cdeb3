"""Reports for programs: JSON, CSV, SARIF, JUnit, GitHub and lines."""
