"""What can be asked of a figure. An operation is a function in a family's file and a line in `table.OPERATIONS`."""
