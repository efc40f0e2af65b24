"""TODO: the idea in a paragraph."""
