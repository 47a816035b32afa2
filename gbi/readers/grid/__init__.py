"""From a table's picture on a page to a grid of cells with spans, and from a grid to typed columns."""
