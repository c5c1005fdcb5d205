"""Pictures for tests, drawn: an identity card on a table, a face with a number held up, and the bad photos people send.

They are as large and as grained as a phone's, so that checks of size, light and sharpness have something to judge.
"""

import io
import random
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

CJK_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
)


@cache
def id_card(name: str = "Lin Xiao", number: str = "310101199001011234", seed: int = 1, whose: int = 0) -> bytes:
    """An identity card, photographed from above: sharp, evenly lit, its text readable.

    Another `whose` is another person's card on another table.
    """
    picture = _grained((1280, 860), (176, 158, 132), seed)
    draw = ImageDraw.Draw(picture)
    _things_around(draw, picture.size, whose)
    draw.rounded_rectangle((110, 90, 1170, 770), 36, fill=(226, 236, 242), outline=(120, 140, 160), width=4)
    for y in range(110, 760, 14):
        draw.line((120, y, 1160, y), fill=(206, 222, 232), width=2)
    _face(draw, (960 - 130 * (whose % 2), 330), 110)
    lines = ("IDENTITY CARD", f"Name  {name}", "Born  1 January 1990", "Address  8 Harbour Road", f"Number  {number}")
    for row, line in enumerate(lines):
        draw.text((160, 140 + 118 * row), line, fill=(30, 40, 60), font=_font(46))
    return _jpeg(_grain(picture, seed + 1))


@cache
def selfie(number: str = "7", seed: int = 2, whose: int = 0) -> bytes:
    """A face by a window, with the number of the day on a sheet of paper. Another `whose` is at another place."""
    picture = _grained((1080, 1280), (150, 165, 178), seed)
    draw = ImageDraw.Draw(picture)
    _things_around(draw, picture.size, whose)
    draw.rectangle((0, 1040, 1080, 1280), fill=(64, 78, 110))
    _face(draw, (540, 500), 300)
    draw.rectangle((340, 960, 740, 1220), fill=(250, 250, 246), outline=(90, 90, 90), width=3)
    size = min(180, 480 // len(number))
    draw.text((540, 1090), number, fill=(20, 20, 20), font=_font(size), anchor="mm")
    return _jpeg(_grain(picture, seed + 1))


@cache
def too_dark(seed: int = 3) -> bytes:
    """The card in a room without light."""
    return _jpeg(_open(id_card(seed=seed)).point([value // 12 for value in range(256)] * 3))


@cache
def too_bright(seed: int = 9) -> bytes:
    """The card under a flash: almost white all over."""
    return _jpeg(_open(id_card(seed=seed)).point([255 - (255 - value) // 20 for value in range(256)] * 3))


@cache
def blurry(seed: int = 4) -> bytes:
    """The card, the hand trembling."""
    return _jpeg(_open(id_card(seed=seed)).filter(ImageFilter.GaussianBlur(14)))


@cache
def tiny(seed: int = 5) -> bytes:
    """The card as a thumbnail."""
    return _jpeg(_open(id_card(seed=seed)).resize((160, 107)))


@cache
def bomb(side: int = 12_000) -> bytes:
    """A small file that unpacks to an enormous picture (a PNG of `side` x `side` pixels)."""
    out = io.BytesIO()
    Image.new("1", (side, side)).save(out, "PNG", optimize=True)
    return out.getvalue()


def not_a_picture() -> bytes:
    """Text that calls itself a photo."""
    return b"%PDF-1.7 this is no picture" * 40


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    found = next((path for path in CJK_FONTS if Path(path).exists()), None)
    return ImageFont.truetype(found, size) if found else ImageFont.load_default(size)


def _face(draw: ImageDraw.ImageDraw, middle: tuple[int, int], size: int) -> None:
    x, y = middle
    draw.ellipse((x - size, y - 1.25 * size, x + size, y + 1.25 * size), fill=(222, 184, 152))
    draw.chord((x - size, y - 1.3 * size, x + size, y + 0.3 * size), 180, 360, fill=(48, 36, 30))
    for side in (-1, 1):
        eye = x + side * 0.4 * size
        draw.ellipse((eye - 0.14 * size, y - 0.1 * size, eye + 0.14 * size, y + 0.1 * size), fill=(250, 250, 250))
        draw.ellipse((eye - 0.07 * size, y - 0.07 * size, eye + 0.07 * size, y + 0.07 * size), fill=(30, 30, 30))
    draw.line((x, y, x - 0.08 * size, y + 0.4 * size, x + 0.06 * size, y + 0.42 * size), fill=(170, 120, 95), width=4)
    draw.arc((x - 0.4 * size, y + 0.3 * size, x + 0.4 * size, y + 0.85 * size), 20, 160, fill=(150, 60, 60), width=8)


def _things_around(draw: ImageDraw.ImageDraw, size: tuple[int, int], whose: int) -> None:
    """What else is in the picture, by whose it is; nothing for the first person."""
    chance = random.Random(whose)
    for _ in range(7 if whose else 0):
        x, y = chance.randrange(size[0]), chance.randrange(size[1])
        grey = chance.choice((40, 70, 215, 245))
        wide, high = chance.randrange(200, 500), chance.randrange(200, 500)
        draw.ellipse((x - wide // 2, y - high // 2, x + wide // 2, y + high // 2), fill=(grey, grey, grey + 8))


def _grained(size: tuple[int, int], colour: tuple[int, int, int], seed: int) -> Image.Image:
    return _grain(Image.new("RGB", size, colour), seed)


def _grain(picture: Image.Image, seed: int) -> Image.Image:
    """Sensor noise, the same for the same seed."""
    width, height = picture.size
    noise = Image.frombytes("L", (width, height), random.Random(seed).randbytes(width * height))
    return Image.blend(picture, Image.merge("RGB", (noise, noise, noise)), 0.06)


def _open(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue()
