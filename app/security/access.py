"""What a request needs, told from its method and path."""

from app.security.keys import Permission

PROBES = frozenset({"/healthz", "/readyz"})
PROBES_BELOW = "/v2/health/"
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

_MANAGED = ("/models", "/v2/repository")
_LISTS = "/index"  # POST /v2/repository/index changes nothing


def is_probe(path: str) -> bool:
    """Whether it is there for probes, which have no keys."""
    return path in PROBES or path.startswith(PROBES_BELOW)


def needed(method: str, path: str) -> Permission:
    """`manage` for whatever is not plainly without effect under the paths that change the rollout, else `use`."""
    if method in SAFE or not path.startswith(_MANAGED):
        return Permission.USE
    if path.startswith(_MANAGED[1]) and path.endswith(_LISTS):
        return Permission.USE
    return Permission.MANAGE
