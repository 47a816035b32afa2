"""gbi: a generative-BI analyst that answers with the number, the SQL and the place it came from."""
