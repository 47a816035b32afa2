"""Tests of the embedded model import transformers, which here needs torchvision's operators declared first."""

from support.torchvision_ops import declare_when_imported

declare_when_imported()
