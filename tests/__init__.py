"""Tests of the warehouse, run on what `tiltak build` publishes."""
