"""How a command fails: one clear line on standard error, and exit status 1."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from model.errors import DigitscopeError


@contextmanager
def reported() -> Iterator[None]:
    """Turn an error of ours, or of the file system, into one line and an exit."""
    try:
        yield
    except (DigitscopeError, OSError) as error:
        typer.secho(f"error: {error}", err=True, fg=typer.colors.RED)
        raise typer.Exit(1) from None
