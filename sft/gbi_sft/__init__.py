"""Training data for chart reading, its curation, packed LoRA training, and the gate before an adapter is served."""

from gbi.torchvision_ops import declare_when_imported

declare_when_imported()
