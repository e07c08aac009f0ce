"""Builds, fits, evaluates and exports the convnet; the service never imports this package."""
