"""The files of a warehouse: what is published, what it is built in, and who may write to it."""
