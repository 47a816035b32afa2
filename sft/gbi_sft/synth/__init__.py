"""Charts and tables that are made: a scene is sampled, drawn by real libraries, worn, and kept with its gold."""
