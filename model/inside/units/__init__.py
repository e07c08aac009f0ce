"""How each kind of layer computes one unit, in float64 from the network's own float32 values."""
