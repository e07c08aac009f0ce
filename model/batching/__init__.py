"""Many callers' pictures in one call of the model."""
