"""Where facts are kept: the truth file, and the stores that are projected from it."""
