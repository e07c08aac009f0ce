"""The model card: a version's story and figures."""
