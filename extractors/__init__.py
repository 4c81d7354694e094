"""How facts are found on one page: pure functions from a page's text and its declared context to facts."""
