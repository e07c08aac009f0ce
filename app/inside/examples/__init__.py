"""Answers as they really come, cut short where lists are long, for the OpenAPI."""
