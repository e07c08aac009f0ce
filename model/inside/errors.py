"""What the look inside cannot show."""

from model.errors import BadRequest


class Unexplained(BadRequest):
    """How this layer computes its units is not known here; the message lists the layers that can be explained."""
