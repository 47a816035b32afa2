"""Training of vision-language models on samples: packed, resumable, on one process or many."""
