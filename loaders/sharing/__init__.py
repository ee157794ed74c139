"""The published tables for others: files of several formats, and PostgreSQL."""
