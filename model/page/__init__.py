"""Pages of several digits: found, parted, ordered and read."""
