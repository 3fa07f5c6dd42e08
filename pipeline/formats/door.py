"""What is seen of an upload at the door: size, first bytes, a picture's header, an archive's directory."""

from __future__ import annotations

from pipeline.formats import images, text
from pipeline.formats.kinds import PICTURES, Format, format_of
from pipeline.formats.outcomes import refused

MOST_BYTES = 20_000_000


def checked(data: bytes) -> Format:
    """The upload's format; raises UploadRefused where it is already plain that it cannot be taken.

    Takes milliseconds and decodes nothing; what only decoding shows is told later by the same codes.
    """
    if len(data) > MOST_BYTES:
        raise refused("TOO_LARGE", "20 MB")
    format = format_of(data)
    if format in PICTURES:
        images.check_header(data)
    elif format is Format.TXT:
        text.decoded(data)
    return format
