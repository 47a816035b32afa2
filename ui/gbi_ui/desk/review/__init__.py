"""Review: readings by doubt, cells put right beside their figure, and what rested on them asked again."""
