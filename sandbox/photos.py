"""What Telegram does to a picture sent as a photo: several JPEG sizes of at most 1280 pixels, pixels only."""

import io
from dataclasses import replace

from PIL import Image, ImageOps, UnidentifiedImageError

from sandbox.files import FileStore, Upload
from sandbox.model import Json

SIDES = (90, 320, 800, 1280)
"""Longest sides of the sizes Telegram makes, in pixels."""

MAX_SIDES_SUM = 10_000
MAX_RATIO = 20


class NoPicture(ValueError):
    """The bytes are no picture Telegram takes."""


def add_photo(files: FileStore, upload: Upload) -> list[Json]:
    """Stores the picture in its sizes and says what they are, smallest first, as Bot API `PhotoSize`s.

    Raises NoPicture for bytes that cannot be decoded and for dimensions Telegram refuses.
    """
    picture = _decode(upload.data)
    sizes = [side for side in SIDES if side < max(picture.size)] or []
    if max(picture.size) <= SIDES[-1]:
        sizes.append(max(picture.size))
    stored = []
    for side in sizes:
        data, size = _shrink(picture, side)
        stored.append(files.add("photo", replace(upload, name="photo.jpg", data=data, mime="image/jpeg"), size))
    shown = [file.size_json() for file in stored]
    for file in stored:
        files.photos[file.id] = shown
    return shown


def _decode(data: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(data)) as opened:
            width, height = opened.size
            if width + height > MAX_SIDES_SUM or max(width, height) > MAX_RATIO * min(width, height):
                raise NoPicture("PHOTO_INVALID_DIMENSIONS")
            opened.draft("RGB", (2 * SIDES[-1], 2 * SIDES[-1]))
            return ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        if isinstance(error, NoPicture):
            raise
        raise NoPicture("IMAGE_PROCESS_FAILED") from error


def _shrink(picture: Image.Image, side: int) -> tuple[bytes, tuple[int, int]]:
    smaller = picture.copy()
    smaller.thumbnail((side, side))
    out = io.BytesIO()
    smaller.save(out, "JPEG", quality=87)
    return out.getvalue(), smaller.size
