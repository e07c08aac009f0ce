"""Versions: what one is, which are served, and how they come and go."""
