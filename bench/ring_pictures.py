"""Pictures of invented people, drawn for the ring: an id card on a table and a selfie with the number of the day.

All cards have one layout, as real ones have, so that two honest people's pictures look alike to a coarse eye. What
differs is what differs in life: the face, the words, the table, the light, and how the card was held.
"""

import io
from functools import cache
from random import Random

from PIL import Image, ImageDraw, ImageEnhance, ImageFont

SIZE = (640, 512)
"""Pixels: just above the least that the check of a picture takes, so that thousands can be drawn."""
SKINS = ((241, 206, 172), (224, 172, 125), (198, 134, 66), (141, 85, 36), (255, 219, 180))
HAIRS = ((20, 16, 14), (60, 40, 24), (90, 60, 40), (120, 120, 124))

Colour = tuple[int, int, int]


def card(chance: Random) -> bytes:
    """A photo of an id card on something flat, as a JPEG."""
    picture = _surface(chance)
    held = _card_face(chance).rotate(chance.uniform(-9, 9), expand=True, resample=Image.Resampling.BILINEAR)
    wide = int(SIZE[0] * chance.uniform(0.62, 0.95))
    held = held.resize((wide, wide * held.height // held.width))
    spare = (SIZE[0] - held.width, SIZE[1] - held.height)
    place = (chance.randint(min(spare[0], 0), max(spare[0], 0)), chance.randint(min(spare[1], 0), max(spare[1], 0)))
    picture.paste(held, place, held)
    return packed(_lit(picture, chance), 85)


def selfie(chance: Random) -> bytes:
    """A photo of a person who holds up a sheet with a number, as a JPEG."""
    picture = _surface(chance)
    draw = ImageDraw.Draw(picture)
    middle = chance.randint(230, 410)
    _person(draw, middle, chance.randint(150, 230), chance.randint(70, 115), chance)
    left, top = chance.randint(40, 420), chance.randint(330, 400)
    draw.rectangle((left, top, left + 170, top + 90), fill=(245, 245, 240))
    draw.text((left + 30, top + 15), str(chance.randint(1000, 9999)), fill=(20, 20, 30), font=_font(48))
    return packed(_lit(picture, chance), 85)


def near_copy(picture: bytes, chance: Random) -> bytes:
    """The same picture as a cheat hands it in again: cropped by up to three in a hundred a side, resized, repacked."""
    with Image.open(io.BytesIO(picture)) as opened:
        wide, high = opened.size
        edges = [chance.uniform(0, 0.03) for _ in range(4)]
        left, top = round(edges[0] * wide), round(edges[1] * high)
        copy = opened.crop((left, top, round((1 - edges[2]) * wide), round((1 - edges[3]) * high)))
        scale = chance.uniform(1.0, 1.5)
        copy = copy.resize((int(copy.width * scale), int(copy.height * scale)), Image.Resampling.BICUBIC)
    return packed(ImageEnhance.Brightness(copy).enhance(chance.uniform(0.93, 1.07)), chance.randint(55, 90))


def packed(picture: Image.Image, quality: int) -> bytes:
    """The picture as a JPEG."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _surface(chance: Random) -> Image.Image:
    """A table, a wall or a shelf: coarse patches, and a few things that lie about; two in five are all but plain."""
    patches = Image.new("RGB", (chance.randint(3, 9), chance.randint(3, 7)))
    base = [chance.randint(50, 200) for _ in range(3)]
    plain = chance.random() < 0.4
    spread = chance.randint(1, 5) if plain else chance.randint(8, 45)
    patches.putdata(
        [_colour([b + chance.randint(-spread, spread) for b in base]) for _ in range(patches.width * patches.height)]
    )
    picture = patches.resize(SIZE, Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(picture)
    for _ in range(0 if plain else chance.randint(0, 5)):
        x, y = chance.randint(-60, SIZE[0]), chance.randint(-60, SIZE[1])
        box = (x, y, x + chance.randint(30, 260), y + chance.randint(30, 220))
        shape = draw.ellipse if chance.random() < 0.3 else draw.rectangle
        shape(box, fill=_colour([chance.randint(20, 235) for _ in range(3)]))
    return picture


def _card_face(chance: Random) -> Image.Image:
    """The card itself: the same layout for everybody, with one's own face and words."""
    face = Image.new("RGBA", (430, 272), (214, 228, 240, 255))
    draw = ImageDraw.Draw(face)
    draw.rectangle((0, 0, 430, 44), fill=(38, 82, 150))
    draw.text((16, 8), "IDENTITY CARD", fill=(255, 255, 255), font=_font(24))
    draw.rectangle((288, 62, 412, 216), fill=(232, 236, 240))
    _person(draw, 350, 122, 36, chance, bottom=216)
    for row in range(5):
        words = "".join(chance.choice("abcdefghijklmnoprstuvwxyz ") for _ in range(chance.randint(7, 19)))
        draw.text((18, 62 + 30 * row), words, fill=(24, 28, 40), font=_font(18))
    draw.text((18, 228), "".join(chance.choice("0123456789") for _ in range(18)), fill=(10, 10, 20), font=_font(26))
    return face


def _person(draw: ImageDraw.ImageDraw, x: int, y: int, wide: int, chance: Random, bottom: int = SIZE[1]) -> None:
    """Head, hair, eyes, mouth and shoulders around a point; `wide` is half the width of the head."""
    skin, hair = chance.choice(SKINS), chance.choice(HAIRS)
    high = int(wide * chance.uniform(1.15, 1.45))
    coat = _colour([chance.randint(20, 230) for _ in range(3)])
    shoulder = int(wide * chance.uniform(1.5, 2.1))
    draw.rounded_rectangle((x - shoulder, y + high - 6, x + shoulder, max(bottom, y + high)), 24, fill=coat)
    grown = chance.uniform(0.0, 0.35)
    draw.ellipse((x - wide - 6, y - high - 8, x + wide + 6, y + int(high * grown)), fill=hair)
    draw.ellipse((x - wide, y - int(high * chance.uniform(0.6, 0.85)), x + wide, y + high), fill=skin)
    for side in (-1, 1):
        eye = x + side * wide * 2 // 5
        draw.ellipse((eye - 7, y - 5, eye + 7, y + 5), fill=(30, 24, 22))
    draw.line((x - wide // 3, y + high // 2, x + wide // 3, y + high // 2), fill=(150, 70, 70), width=4)


def _lit(picture: Image.Image, chance: Random) -> Image.Image:
    """Light from one side, and a little grain."""
    lamp = Image.new("L", (2, 2))
    lamp.putdata([chance.randint(150, 255) for _ in range(4)])
    dark = Image.new("RGB", picture.size, (0, 0, 0))
    shone = Image.composite(picture, dark, lamp.resize(picture.size, Image.Resampling.BICUBIC))
    grain = Image.frombytes("L", (160, 128), chance.randbytes(160 * 128)).resize(picture.size).convert("RGB")
    return Image.blend(shone, grain, 0.04)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _colour(parts: list[int]) -> Colour:
    red, green, blue = (min(255, max(0, part)) for part in parts)
    return red, green, blue
