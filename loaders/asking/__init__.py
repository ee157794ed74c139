"""Questions to a published file: numbers, pictures, names and sources, for people."""
