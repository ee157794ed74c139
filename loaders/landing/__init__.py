"""Lines to the database, as they are: which files a call means, and their lines in `raw`."""
