"""Data: the workspace's tables with their hidden doubts, a guarded SQL box, and the glossary."""
