"""From pixels to marks: what stands in a chart's picture as bars, lines, areas, wedges, symbols and rules."""
