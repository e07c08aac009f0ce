"""How a command fails: one clear line on standard error, and exit status 1."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

from model.errors import DigitscopeError


@contextmanager
def reported() -> Iterator[None]:
    """Turn an error of ours, of the file system or in the settings into one line and an exit."""
    try:
        yield
    except (DigitscopeError, OSError) as error:
        _fail(str(error))
    except ValueError as error:
        from pydantic import ValidationError

        if not isinstance(error, ValidationError):
            raise
        _fail("; ".join(f"{_setting(each['loc'])}: {each['msg']}, got {each['input']!r}" for each in error.errors()))


def _setting(path: tuple[int | str, ...]) -> str:
    return f"DIGITSCOPE_{path[0]}".upper()


def _fail(text: str) -> NoReturn:
    typer.secho(f"error: {text}", err=True, fg=typer.colors.RED)
    raise typer.Exit(1) from None
