"""How good the program is: metrics, one benchmark per file, and runs that anyone can repeat."""
