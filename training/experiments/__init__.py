"""What the textbook leaves open, measured: variants of its network side by side, on the same data and budget."""
