"""The web service: the only package that knows HTTP."""
