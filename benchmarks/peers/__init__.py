"""Services to compare with, as people commonly write them."""
