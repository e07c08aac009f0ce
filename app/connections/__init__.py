"""Connections within limits: uvicorn's protocol, with bounds that it does not have."""
