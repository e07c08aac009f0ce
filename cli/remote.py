"""Files handed to a running service, and what is answered where a file cannot be used."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    import httpx

KEY_VARIABLE = "DIGITSCOPE_KEY"  # the API key that these commands send, where the service wants one


def problem_of_file(error: Exception) -> dict[str, Any]:
    """The problem details of a file that cannot be used: a DigitscopeError or an OSError."""
    from app.errors import problem_of
    from model.errors import DigitscopeError

    if isinstance(error, DigitscopeError):
        return problem_of(error, "local")
    return {"title": "The file cannot be read", "status": 404, "detail": str(error)}


@contextmanager
def connected(server: str) -> Iterator["httpx.Client"]:
    """A client of the service at that URL; one line and exit status 1 where it cannot be asked."""
    import httpx

    try:
        key = os.environ.get(KEY_VARIABLE)
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        with httpx.Client(base_url=server, timeout=60, headers=headers) as client:
            yield client
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        typer.secho(f"error: {server} cannot be asked: {error}; is the service running?", err=True, fg="red")
        raise typer.Exit(1) from None


def post_file(client: "httpx.Client", path: str, file: Path, version: int | None, *, member: str) -> dict[str, Any]:
    """What the service answers to a file: an object with this member, or a problem.

    Raises:
        ValueError: it answers as another service does.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        return problem_of_file(error)
    answer = client.post(path, content=data, params={} if version is None else {"version": version}).json()
    if not isinstance(answer, dict) or not {member, "status"} & set(answer):
        raise ValueError("it answers as another service does")
    return answer


def asked(server: str, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """What the service answers; one line and exit status 1 where it refuses or cannot be asked."""
    with connected(server) as client:
        answer = client.request(method, path, json=body)
        content = answer.json()
    if answer.is_error or not isinstance(content, dict):
        detail = content.get("detail", content) if isinstance(content, dict) else content
        typer.secho(f"error: {detail}", err=True, fg="red")
        raise typer.Exit(1)
    return content
