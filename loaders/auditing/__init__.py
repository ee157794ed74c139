"""The audit of what was built, before it is published."""
