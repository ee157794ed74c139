"""What needs Superset: `make test-bi`."""
