"""What needs Spark: `make test-spark`."""
