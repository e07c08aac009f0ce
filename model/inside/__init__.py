"""The look inside: a unit's arithmetic, what is switched off, what mattered, and the textbook's operations."""
