"""From the bytes of an upload to an upright picture of 8-bit pixels."""
