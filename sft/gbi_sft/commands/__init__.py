"""One subcommand of gbi-sft a file, each with a function `command`."""
