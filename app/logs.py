"""Structured logs: one JSON object a line, on standard error."""

import json
import logging
from datetime import UTC, datetime
from typing import Any

import orjson


class JsonFormatter(logging.Formatter):
    """A record as JSON: time (UTC), level, logger, message, the fields given as `extra={"fields": ...}`, traceback."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return _to_ascii(line)


def _to_ascii(line: dict[str, Any]) -> str:
    """JSON without a character that a terminal or a reader of lines could take for more than text."""
    try:
        text = orjson.dumps(line, default=str).decode()
    except TypeError:  # half of a surrogate pair, as a file's name may have
        text = ""
    return text if text and text.isascii() else json.dumps(line, default=str)  # the quick way suits nearly every line


def log_config(level: str) -> dict[str, Any]:
    """The `logging.config.dictConfig` of the service, uvicorn's own lines included."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "app.logs.JsonFormatter"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"level": "WARNING", "handlers": ["stderr"]},
        "loggers": {
            "digitscope": {"level": level.upper()},
            "uvicorn": {"level": level.upper()},
            # Every request has a line of ours already, with its id and its stages.
            "uvicorn.access": {"level": "CRITICAL", "propagate": False},
        },
    }
