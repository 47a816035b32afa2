"""Metrics of the field, one per file, each with the source of its formula."""
