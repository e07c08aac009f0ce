"""What measures speed and accuracy; the last results stand in `results.md`."""
