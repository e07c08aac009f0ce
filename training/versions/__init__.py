"""Writes versions, whole or not at all."""
