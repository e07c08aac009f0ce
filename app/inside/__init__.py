"""The look inside over HTTP: what its routes share, and its answers as JSON."""
