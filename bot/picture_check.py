"""Judges an uploaded picture: what it is by its bytes, whether it can be decoded, and is large, light and sharp enough.

Runs inside the limited worker only, because decoding a stranger's file is the most dangerous thing the program does.
A good picture is decoded and written anew as a JPEG without metadata, so nothing hidden in the original is kept.
"""

import io
import re
import warnings
from dataclasses import dataclass

from PIL import Image, ImageFilter, ImageOps, ImageStat

LARGEST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 40_000_000
SHORTEST_SIDE = 480
"""Pixels; below it the small print of an id card cannot be read."""
DARKEST, BRIGHTEST = 40.0, 232.0
"""Mean luminance, 0 to 255, outside of which a photo is too dark or washed out."""
SHARPEST_BLUR = 12.0
"""Variance of the Laplacian, on the picture shrunk to 1,000 pixels, below which it is blurred."""
KEPT_SIDE = 2400
"""The longer side, in pixels, of what is kept."""
QUALITY = 88
PAPERS = ("income", "income_proof")
"""Purposes that a PDF serves as well as a picture."""
FINER = 16
"""The side of the two halves of the finer picture hash."""
FINER_BITS = 2 * FINER**2

JPEG, PNG, PDF = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-"
LAPLACIAN = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)
ACTIVE_PDF = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA|OpenAction|AA)\b")


@dataclass(frozen=True)
class Judged:
    """The verdict (ok or a coded reason), and for a good file what is to be kept, its size and its picture hashes: one
    by which it is found, and a finer one by which what is found is confirmed.
    """

    verdict: str
    content: bytes = b""
    width: int = 0
    height: int = 0
    picture_hash: int | None = None
    picture_detail: int | None = None


def judge(data: bytes, purpose: str) -> Judged:
    """Judges a file that was sent for this purpose (id_card, selfie, second_selfie, income, income_proof)."""
    if len(data) > LARGEST_BYTES:
        return Judged("too_big")
    if data.startswith(PDF):
        return _judge_pdf(data) if purpose in PAPERS else Judged("not_a_picture")
    if not data.startswith((JPEG, PNG)):
        return Judged("not_a_picture")
    return _judge_picture(data)


def _judge_pdf(data: bytes) -> Judged:
    """A document is kept as it is, never rendered: it must be whole, and must not do anything by itself."""
    whole = b"%%EOF" in data[-2048:] and b"startxref" in data[-4096:]
    if not whole or ACTIVE_PDF.search(data) or b"/Encrypt" in data:
        return Judged("unreadable")
    return Judged("ok", data)


def _judge_picture(data: bytes) -> Judged:
    picture = _decoded(data)
    if picture is None:
        return Judged("unreadable")
    if min(picture.size) < SHORTEST_SIDE:
        return Judged("too_small")
    grey = picture.convert("L")
    light = ImageStat.Stat(grey).mean[0]
    if light < DARKEST:
        return Judged("too_dark")
    if light > BRIGHTEST:
        return Judged("too_bright")
    if sharpness(grey) < SHARPEST_BLUR:
        return Judged("blurry")
    kept = picture.copy()
    kept.thumbnail((KEPT_SIDE, KEPT_SIDE))
    out = io.BytesIO()
    kept.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Judged("ok", out.getvalue(), *kept.size, difference_hash(grey), finer_hash(grey))


def _decoded(data: bytes) -> Image.Image | None:
    """The picture, upright and in plain colours; None when it cannot be decoded or would fill the memory."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
                picture.load()
                return ImageOps.exif_transpose(picture).convert("RGB")
    except MemoryError:
        raise
    except Exception:  # decoders fail in many ways, and each means the same
        return None


def sharpness(grey: Image.Image) -> float:
    """Variance of the Laplacian on a copy of at most 1,000 pixels a side: low where there are no edges."""
    small = grey.copy()
    small.thumbnail((1000, 1000))
    edges = small.filter(LAPLACIAN).crop((1, 1, small.width - 1, small.height - 1))
    return float(ImageStat.Stat(edges).var[0])


def difference_hash(grey: Image.Image, side: int = 8) -> int:
    """`side` squared bits, one for each step from a pixel to its right neighbour in a small copy (9 by 8 pixels for a
    side of 8): alike for pictures that look alike, whatever their size or compression."""
    pixels = grey.resize((side + 1, side), Image.Resampling.LANCZOS).tobytes()
    bits = 0
    for row in range(side):
        for column in range(side):
            left, right = pixels[row * (side + 1) + column], pixels[row * (side + 1) + column + 1]
            bits = bits << 1 | (left > right)
    return bits


def finer_hash(grey: Image.Image) -> int:
    """512 bits: steps from left to right, then from top to bottom."""
    across, down = difference_hash(grey, FINER), difference_hash(grey.transpose(Image.Transpose.TRANSPOSE), FINER)
    return across << FINER**2 | down
