"""Questions in words: templates an operation, composed with phrases for cells, times and things, in two languages."""
