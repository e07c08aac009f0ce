"""Measures versions: on MNIST, on real writing, on what is no digit."""
