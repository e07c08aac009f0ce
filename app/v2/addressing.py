"""Which model and version a path means, and what is told of those that are not there."""

from fastapi import Request

from app.lifespan import Service
from model.errors import BadRequest, NotFound, NotLoaded
from model.versions.folders import LARGEST_VERSION
from model.versions.served import Served


def service_of(request: Request) -> Service:
    """What answers the request."""
    service: Service = request.state.service
    return service


def find_served(request: Request) -> Served:
    """The version that the path's `model` and `version` mean, by default the default version.

    Raises:
        NotFound: there is no such model or version, or none is loaded.
        BadRequest: the version is no number of 64 bits.
    """
    name, version = require_model(request), read_version(request)
    try:
        return service_of(request).store.get(version)
    except NotLoaded:
        raise NotFound(f"Request for unknown model: '{name}' has no available versions") from None
    except NotFound:
        raise NotFound(f"Request for unknown model: '{name}' version {version} is not found") from None


def require_model(request: Request) -> str:
    """The model's name in the path, which must be ours; raises NotFound."""
    name: str = request.path_params["model"]
    if name != service_of(request).store.name:
        raise NotFound(f"Request for unknown model: '{name}' is not found")
    return name


def read_version(request: Request) -> int | None:
    """The version's number in the path, None where there is none; raises BadRequest, or NotFound for no number."""
    text: str | None = request.path_params.get("version")
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal()):
        raise NotFound("Not Found")
    digits = text.lstrip("0") or "0"
    if len(digits) > len(str(LARGEST_VERSION)) or int(digits) > LARGEST_VERSION:
        raise BadRequest(
            f"failed to get model version from specified version string '{text[:100]}' (details: stol), version should "
            "be an integral value > 0"
        )
    return int(digits)
