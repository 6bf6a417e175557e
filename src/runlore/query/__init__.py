"""The language of run search: one tree, its text, its meaning in plain Python, its pages. Pure."""
