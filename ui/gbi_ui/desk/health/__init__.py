"""What the desk stands on: checks on request, settings in force, times and space."""
