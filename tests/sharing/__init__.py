"""Exports and PostgreSQL, read back by others."""
