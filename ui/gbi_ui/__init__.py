"""Every way a person touches gbi: the `gbi` command and, later, the app. Importing it loads nothing heavy."""
