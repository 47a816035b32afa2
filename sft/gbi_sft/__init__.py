"""Training data for chart reading, its curation, packed LoRA training, and the gate before an adapter is served."""
