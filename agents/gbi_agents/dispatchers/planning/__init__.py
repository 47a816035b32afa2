"""From an intent and linked tables to an expression over cells and its SQL tree."""
