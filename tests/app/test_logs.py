import json
import logging

import numpy as np
import pytest

from app.logs import JsonFormatter, log_config


def record(**more: object) -> logging.LogRecord:
    made = logging.LogRecord("digitscope.request", logging.WARNING, __file__, 1, "%s cats", ("two",), None)
    vars(made).update(more)
    return made


def formatted(made: logging.LogRecord) -> dict[str, object]:
    text = JsonFormatter().format(made)
    assert "\n" not in text
    line: dict[str, object] = json.loads(text)
    return line


def test_a_record_is_one_line_of_json() -> None:
    line = formatted(record())
    assert {key: line[key] for key in ("level", "logger", "message")} == {
        "level": "warning",
        "logger": "digitscope.request",
        "message": "two cats",
    }


def test_fields_are_members_of_the_line() -> None:
    line = formatted(record(fields={"ms": 1.5, "path": 'a"\n'}))
    assert (line["ms"], line["path"]) == (1.5, 'a"\n')


def test_what_json_does_not_know_is_written_as_text() -> None:
    assert formatted(record(fields={"shape": np.float32(0.5), "kind": object})) is not None


@pytest.mark.parametrize("path", ["/\x85\u2028\x9b31m", "/\n\r\x1b[31m\x7f", "/\udc80", "/日本"])
def test_a_line_is_ascii_so_that_nobody_can_write_another_or_paint_the_terminal(path: str) -> None:
    made = record(fields={"path": path})
    text = JsonFormatter().format(made)
    assert all(32 <= ord(character) < 127 or character == "\x7f" for character in text)
    assert json.loads(text)["path"] == path


def test_a_traceback_is_a_member_too() -> None:
    try:
        raise ZeroDivisionError("inner")
    except ZeroDivisionError as error:
        made = record(exc_info=(type(error), error, error.__traceback__))
    assert "ZeroDivisionError: inner" in str(formatted(made)["traceback"])


def test_the_level_is_the_one_that_was_set() -> None:
    assert log_config("debug")["loggers"]["digitscope"]["level"] == "DEBUG"
