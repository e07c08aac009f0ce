"""What can go wrong on the line that a picture travels, one class per stage and no HTTP.

    upload -> decode -> normalise -> batch -> model -> answer
   TooLarge  NotAnImage  Unusable  Overloaded ModelFailed  DeadlineExceeded

Every message may reach the client, so it says what was asked, what came and what to do, and nothing
of the server's insides. `ModelFailed` and `BadVersion` are for the log alone.
"""

import math


class DigitscopeError(Exception):
    """The root: anything that Digitscope itself refuses or reports.

    `retry_after_s` is after how many whole seconds the same may succeed; None where that is not to be expected.
    """

    retry_after_s: int | None = None


class TooLarge(DigitscopeError):
    """The upload has more bytes, or more files, than the limit allows."""


class NotAnImage(DigitscopeError):
    """The bytes are not a picture that can be decoded: another format, truncated or damaged."""


class Unusable(DigitscopeError):
    """The picture decodes, but its size or shape cannot hold a digit."""


class TooManyPixels(Unusable):
    """The picture has more pixels than whoever decodes it accepts."""


class Overloaded(DigitscopeError):
    """More is waiting than can be answered in time.

    `reason` names in a word which of the limits it is, for whoever watches them.
    """

    retry_after_s: int

    def __init__(self, message: str, retry_after_s: float = 1.0, *, reason: str = "overloaded") -> None:
        super().__init__(message)
        self.retry_after_s = math.ceil(retry_after_s)
        self.reason = reason


class DeadlineExceeded(DigitscopeError):
    """The client asked for the answer within a time that is over, or too short for what is left to be done."""


class ModelFailed(DigitscopeError):
    """The model raised, or answered in another shape or number than asked."""


class NotFound(DigitscopeError):
    """There is no such version, label, layer or channel; the message lists what exists."""


class BadRequest(DigitscopeError):
    """A parameter has a value that cannot be served; the message lists what can."""


class Mismatch(DigitscopeError):
    """The version that was asked does not take what was asked of it."""


class BadVersion(DigitscopeError):
    """A model version cannot be served: missing, damaged, or wrong about its golden pictures."""


class NotLoaded(DigitscopeError):
    """No version is loaded now; the message says why."""

    retry_after_s = 1


class BadRollout(DigitscopeError):
    """What was asked, or what `rollout.json` says, cannot be followed."""


class ReadOnly(DigitscopeError):
    """The model folder cannot be written to."""
