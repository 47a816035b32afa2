"""The grammar of questions: lexicons per language and one parser to a frozen `Intent`."""
