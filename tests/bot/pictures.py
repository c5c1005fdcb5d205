"""Pictures for tests: what a phone might take of an id card, and what goes wrong with it."""

import io

from PIL import Image, ImageDraw, ImageFilter


def card(size: tuple[int, int] = (1280, 960), desk: int = 150, name: str = "LI NA") -> Image.Image:
    """A drawn id card on a desk of this brightness."""
    picture = Image.new("RGB", size, (desk, desk, desk))
    draw = ImageDraw.Draw(picture)
    width, height = size
    draw.rectangle((width // 8, height // 6, width * 7 // 8, height * 5 // 6), fill=(desk + 20, desk + 40, desk + 60))
    for line in range(8):
        y = height // 5 + line * height // 14
        draw.text((width // 6, y), f"{name} 11010519900307{line}", fill=(0, 0, 0), font_size=max(12, height // 18))
    return picture


def as_bytes(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)  # type: ignore[arg-type]
    return out.getvalue()


def blurred(picture: Image.Image) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(9))
