"""What training, evaluation and export refuse; each message is one line for the command's user."""

from model.errors import DigitscopeError


class BadData(DigitscopeError):
    """The data file is missing, damaged, or not MNIST; the message says what was looked for and the ways to give it."""


class BadCheckpoint(DigitscopeError):
    """A run's checkpoint is missing, damaged, or of another run than the one to go on with."""


class NotAClassifier(DigitscopeError):
    """The Keras model is no image classifier that can be written as a version."""


class BadOption(DigitscopeError):
    """An option has a value that cannot be used; the message says which can."""


class NotFaithful(DigitscopeError):
    """What was written does not answer as the Keras model does, so it was thrown away."""


class VersionExists(DigitscopeError):
    """The version asked for is there already; versions are never overwritten."""


class UnknownRecipe(DigitscopeError):
    """There is no recipe of that name; the message lists what exists."""
