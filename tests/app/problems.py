"""What every error answer must be."""

from typing import Any

import httpx


def assert_problem(answer: httpx.Response, status: int, *told: str) -> dict[str, Any]:
    """The answer is a problem details object with that status, and its `detail` tells all of `told`."""
    assert answer.status_code == status, answer.content[:300]
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert_problem_object(body, status, *told)
    assert body["instance"] == f"urn:digitscope:request:{answer.headers['x-request-id']}"
    return body


def assert_problem_object(body: dict[str, Any], status: int, *told: str) -> None:
    assert {"type", "title", "status", "detail", "instance"} <= set(body)
    assert body["status"] == status
    assert body["type"].startswith("/problems/")
    assert body["title"]
    for words in told:
        assert words in body["detail"]
