"""The embedded model: a small chart reader trained from nothing within one short lease of a GPU, by one command."""
