"""Training data as a person works with it: its schema, conversions, chainable operations, checks and statistics."""
