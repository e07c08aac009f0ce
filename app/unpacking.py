"""A compressed body to what was compressed, within bounds."""

import zlib

from model.errors import BadRequest, TooLarge

_EITHER_FORMAT = zlib.MAX_WBITS | 32  # gzip's or zlib's, told by the first bytes
_MOST_MEMBERS = 16  # of a gzip file; each costs a copy of what is left
_BEHIND = "behind its first member is something that is no other"


def unpack(body: bytes, limit: int) -> bytes:
    """The bytes of a gzip or zlib stream.

    Raises:
        BadRequest: it is empty, damaged or cut off.
        TooLarge: there are more than `limit`; found out without unpacking them all.
    """
    if not body:
        raise BadRequest("nothing to be decompressed")
    parts: list[bytes] = []
    left, rest = limit, body
    while rest:
        if len(parts) == _MOST_MEMBERS:
            raise BadRequest(f"the body cannot be decompressed: it has more than {_MOST_MEMBERS} members")
        stream = zlib.decompressobj(_EITHER_FORMAT)
        try:
            parts.append(stream.decompress(rest, left + 1))
        except zlib.error as error:
            raise BadRequest(f"the body cannot be decompressed: {_BEHIND if parts else error}") from None
        left -= len(parts[-1])
        if left < 0:
            raise TooLarge(f"a request may have {limit:,} bytes, also once it is decompressed; this one has more")
        if not stream.eof:
            raise BadRequest(f"the body cannot be decompressed: {_BEHIND if len(parts) > 1 else 'it is cut off'}")
        rest = stream.unused_data
    return b"".join(parts)
