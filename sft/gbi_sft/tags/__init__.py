"""Skill tags of samples, how much a sample tells by them, and a selection that keeps the telling and the rare."""
