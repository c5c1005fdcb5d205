"""Each upload is judged by its own bytes, and what is kept of it is written anew."""

import io

import pytest
from PIL import Image

from bot.picture_check import difference_hash, judge
from tests.bot.pictures import as_bytes, blurred, card

PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\nstartxref\n9\n%%EOF\n"


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_sharp_and_light_picture_is_kept_as_a_jpeg(kind: str) -> None:
    judged = judge(as_bytes(card(), kind), "id_card")
    assert (judged.verdict, judged.width, judged.height) == ("ok", 1280, 960)
    assert judged.content.startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize(
    ("picture", "verdict"),
    [
        (card((640, 300)), "too_small"),
        (Image.new("RGB", (1280, 960), (12, 12, 12)), "too_dark"),
        (Image.new("RGB", (1280, 960), (250, 250, 250)), "too_bright"),
        (blurred(card()), "blurry"),
    ],
)
def test_a_bad_photo_is_told_apart_by_what_is_wrong_with_it(picture: Image.Image, verdict: str) -> None:
    assert judge(as_bytes(picture), "selfie").verdict == verdict


@pytest.mark.parametrize(
    ("data", "verdict"),
    [
        (b"", "not_a_picture"),
        (b"GIF89a" + b"\0" * 100, "not_a_picture"),
        (b"<svg onload=alert(1)>", "not_a_picture"),
        (b"\xff\xd8\xff" + b"rubbish" * 50, "unreadable"),
        (as_bytes(card())[:4000], "unreadable"),
        (b"\xff\xd8\xff" + b"\0" * (20 * 1024 * 1024), "too_big"),
    ],
)
def test_what_is_no_picture_or_a_broken_one_is_refused(data: bytes, verdict: str) -> None:
    assert judge(data, "id_card").verdict == verdict


def test_a_small_file_that_would_fill_the_memory_is_refused_before_it_does() -> None:
    bomb = as_bytes(Image.new("1", (12_000, 12_000)), "PNG")
    assert len(bomb) < 100_000
    assert judge(bomb, "id_card").verdict == "unreadable"


def test_where_the_photo_was_taken_is_not_kept() -> None:
    exif = Image.Exif()
    exif[0x010F] = "a phone"
    exif.get_ifd(0x8825)[1] = "N"
    judged = judge(as_bytes(card(), exif=exif), "id_card")
    with Image.open(io.BytesIO(judged.content)) as kept:
        assert not kept.getexif()


def test_a_photo_taken_upright_is_kept_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    judged = judge(as_bytes(card(), exif=exif), "id_card")
    assert (judged.width, judged.height) == (960, 1280)


def test_a_huge_photo_is_kept_smaller() -> None:
    judged = judge(as_bytes(card((4000, 3000))), "id_card")
    assert (judged.width, judged.height) == (2400, 1800)


def test_the_same_picture_in_another_size_and_quality_has_nearly_the_same_hash() -> None:
    one = difference_hash(card().convert("L"))
    again = difference_hash(card().resize((900, 675)).convert("L"))
    other = difference_hash(Image.effect_noise((900, 675), 80))
    assert (one ^ again).bit_count() <= 6
    assert (one ^ other).bit_count() > 12


def test_a_whole_and_quiet_pdf_is_taken_for_income_only() -> None:
    assert judge(PDF, "income").verdict == "ok"
    assert judge(PDF, "income").content == PDF
    assert judge(PDF, "id_card").verdict == "not_a_picture"


@pytest.mark.parametrize("bad", [PDF[:20], PDF.replace(b"<< >>", b"<< /OpenAction 2 0 R >>"), PDF + b"x" * 5000])
def test_a_pdf_that_is_cut_or_does_things_by_itself_is_refused(bad: bytes) -> None:
    assert judge(bad, "income").verdict == "unreadable"
