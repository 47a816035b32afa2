"""A small vision-language model, made and taught from nothing on a CPU: what the tests serve, tune and judge."""
