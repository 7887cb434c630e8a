"""The acts of a study, a file for each stretch of the way."""
