"""A build from the files to the published file, and dbt, which makes the tables."""
