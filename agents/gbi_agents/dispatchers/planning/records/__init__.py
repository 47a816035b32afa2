"""Tables of records (a row is a person, a game, a film): questions over their texts, numbers and dates."""
