"""On PYTHONPATH, makes a reading process use the fake document format of `support.fake_source`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import gbi.documents
import gbi.readers
from support.fake_source import open_fake, read_fake

gbi.documents.open_source = open_fake
gbi.readers.read_region = read_fake
