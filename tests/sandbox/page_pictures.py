"""A picture for the page's tests, drawn here so that none has to be kept."""

from io import BytesIO

from PIL import Image, ImageDraw


def landscape(width: int = 640, height: int = 480) -> bytes:
    """A JPEG of a hill under a sun."""
    image = Image.new("RGB", (width, height), (150, 190, 210))
    draw = ImageDraw.Draw(image)
    draw.ellipse((width * 0.6, height * 0.1, width * 0.8, height * 0.1 + width * 0.2), fill=(255, 235, 190))
    draw.polygon([(0, height), (width * 0.4, height * 0.45), (width, height)], fill=(50, 95, 90))
    out = BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()
