"""The shape of the project: models, macros, imports, words."""
