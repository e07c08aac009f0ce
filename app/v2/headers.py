"""What the binary tensor data extension puts into headers."""

BINARY = "application/octet-stream"
HEADER_LENGTH = "Inference-Header-Content-Length"
