"""Pictures that were there before are found as they were, after the tables that find them have changed."""

from pathlib import Path

from sqlalchemy import Engine, text

from storage.engine import open_engine, sqlite_url
from storage.migrate import FOLDER, revision_of, upgrade

PERSON = """insert into person (id, telegram_id, language, timezone, branch, reachable, registered, identity,
    pin_failures, notice_version, stopped_classes, met_on, pin_set) values (:id, :n, 'en', 'UTC', 'main', 1, 0, '',
    0, '', '[]', '2026-01-01', 0)"""
DOCUMENT = """insert into document (id, person_id, purpose, state, verdict, path, received_on, received_at, size,
    content_index, picture_hash, ciphertext_sha256, width, height) values (:id, :id, 'selfie', 'ok', 'ok', '',
    '2026-01-01', 0, 1, :content, :looks, '', 1, 1)"""
PICTURES = (("a", "00ff00ff00ff00ff"), ("b", "00ff00ff00ff00c0"), ("c", "ffffffffffffffff"), ("a", ""), ("", ""))
"""The first two look alike; the fourth is the first's file; the third and the last are nobody else's."""


def ids(count: int) -> list[bytes]:
    return [bytes([n + 1]) * 16 for n in range(count)]


def before(engine: Engine) -> None:
    upgrade(engine, FOLDER, None, "0008")
    with engine.begin() as connection:
        for n, (one, (content, looks)) in enumerate(zip(ids(5), PICTURES, strict=True)):
            connection.execute(text(PERSON), {"id": one, "n": n})
            connection.execute(text(DOCUMENT), {"id": one, "content": content, "looks": looks})


def test_twins_of_before_are_twins_after_and_every_picture_can_be_found(tmp_path: Path) -> None:
    engine = open_engine(sqlite_url(tmp_path / "a.db"))
    before(engine)
    upgrade(engine, FOLDER, revision_of(engine), "0009")
    one, two, _, four, _ = ids(5)
    with engine.begin() as connection:
        noted = connection.execute(text("select person_id, other_id, purpose, same from picture_twin")).all()
        pieces = connection.execute(text("select document_id, count(*) from picture_piece group by 1")).all()
        looks = connection.execute(
            text("select min(looks) from picture_piece where document_id = :id"), {"id": ids(3)[2]}
        )
        assert looks.scalar_one() == -1
    engine.dispose()
    pairs = ((one, two), (one, four))
    assert {tuple(row) for row in noted} == {(x, y, "selfie", 1) for a, b in pairs for x, y in ((a, b), (b, a))}
    assert sorted(count for _, count in pieces) == [4, 4, 4]
