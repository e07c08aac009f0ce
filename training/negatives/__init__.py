"""Pictures of what is no digit."""
