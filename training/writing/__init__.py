"""How digits are written, and how they arrive at the network."""
