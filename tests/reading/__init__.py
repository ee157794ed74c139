"""Pages to facts: what is read, cell by cell, and what is not."""
