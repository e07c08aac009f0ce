"""The stages of `model/normalise.py`: paper, ink, the digit among it, and MNIST's own frame."""
