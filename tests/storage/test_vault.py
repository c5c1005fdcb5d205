"""What is sealed opens only in its place, under its person's key, while that key lives."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.blind import PictureKeys, distance, normalised, pieces
from storage.documents import path_for, read, write_new
from storage.engine import open_keys, sqlite_url
from storage.keys import BadMasterKey, KeyRing, KeyRingLacksKey, KeyStore
from storage.sealed_file import seal_file
from storage.sealing import DoesNotOpen
from storage.vault import PersonErased, Vault
from tests.storage.office import NOON, new_id

OLD, NEW = b"o" * 32, b"n" * 32
LIN, WEI = new_id(), new_id()
PLACE = "person:profile:01"


def opened(folder: Path, ring: KeyRing, cached_keys: int = 100) -> Vault:
    return Vault(KeyStore(open_keys(sqlite_url(folder / "keys.db")), ring), cached_keys=cached_keys)


@pytest.fixture
def vault(tmp_path: Path):
    made = opened(tmp_path, KeyRing(OLD))
    yield made
    made.close()


def test_what_is_sealed_opens_again_and_differs_each_time(vault: Vault) -> None:
    one, two = (vault.seal(LIN, PLACE, "林悦".encode()) for _ in range(2))
    assert one != two
    assert vault.unseal(LIN, PLACE, one) == "林悦".encode()


def test_it_does_not_open_in_another_place_for_another_person_or_changed(vault: Vault) -> None:
    token = vault.seal(LIN, PLACE, b"secret")
    vault.seal(WEI, PLACE, b"other")
    for person, place, changed in (
        (LIN, "person:profile:02", token),
        (WEI, PLACE, token),
        (LIN, PLACE, token[:-1] + bytes([token[-1] ^ 1])),
        (LIN, PLACE, b"\x02" + token[1:]),
        (LIN, PLACE, token[:9]),
    ):
        with pytest.raises(DoesNotOpen):
            vault.unseal(person, place, changed)


def test_after_erasure_nothing_opens_and_nothing_more_is_sealed(vault: Vault) -> None:
    token, other = vault.seal(LIN, PLACE, b"secret"), vault.seal(WEI, PLACE, b"other")
    vault.destroy(LIN, NOON)
    assert vault.unseal(LIN, PLACE, token) is None
    assert vault.is_erased(LIN)
    with pytest.raises(PersonErased):
        vault.seal(LIN, PLACE, b"again")
    assert (vault.unseal(WEI, PLACE, other), vault.is_erased(WEI)) == (b"other", False)


def test_an_erased_key_is_nowhere_in_the_bytes_of_the_key_database(tmp_path: Path, vault: Vault) -> None:
    vault.seal(LIN, PLACE, b"secret")
    wrapped = vault._store._read(LIN)
    assert wrapped is not None
    assert wrapped[0] is not None
    needle = bytes(wrapped[0])
    assert any(needle in path.read_bytes() for path in tmp_path.iterdir())
    vault.destroy(LIN, NOON)
    assert not any(needle in path.read_bytes() for path in tmp_path.iterdir())


def test_keys_survive_a_new_master_key_and_then_the_loss_of_the_old_one(tmp_path: Path) -> None:
    first = opened(tmp_path, KeyRing(OLD))
    token, index = first.seal(LIN, PLACE, b"secret"), first.blind("phone", "138 0013 8000")
    first.close()
    both = opened(tmp_path, KeyRing(NEW, [OLD]))
    assert both.unseal(LIN, PLACE, token) == b"secret"
    assert both._store.rewrap() == 4
    assert both._store.rewrap() == 0
    both.close()
    after = opened(tmp_path, KeyRing(NEW))
    assert after.unseal(LIN, PLACE, token) == b"secret"
    assert after.blind("phone", "13800138000") == index
    after.close()


def test_a_ring_that_lacks_the_key_opens_nothing(tmp_path: Path) -> None:
    opened(tmp_path, KeyRing(OLD)).close()
    with pytest.raises(KeyRingLacksKey):
        opened(tmp_path, KeyRing(NEW))


def test_a_key_pushed_out_of_memory_comes_back_from_the_store(tmp_path: Path) -> None:
    vault = opened(tmp_path, KeyRing(OLD), cached_keys=2)
    people = [new_id() for _ in range(5)]
    tokens = [vault.seal(person, PLACE, person.bytes) for person in people]
    assert len(vault._ciphers) == 2
    assert [vault.unseal(p, PLACE, t) for p, t in zip(people, tokens, strict=True)] == [p.bytes for p in people]
    vault.close()


@pytest.mark.parametrize("text", ["", "short", "!!!", "bm90IDMyIGJ5dGVz"])
def test_a_master_key_that_is_none_is_refused_without_being_shown(text: str) -> None:
    with pytest.raises(BadMasterKey) as refused:
        KeyRing.from_base64(text)
    assert not text or text not in str(refused.value)


def test_a_document_opens_for_its_person_only_and_not_after_erasure(tmp_path: Path, vault: Vault) -> None:
    document, other = new_id(), new_id()
    key = vault.new_document_key(LIN, document)
    write_new(tmp_path, path_for(document), seal_file(key.key, key.wrapped, b"a face", key.about))
    assert read(vault, tmp_path, LIN, document, path_for(document)) == b"a face"
    with pytest.raises(DoesNotOpen):
        read(vault, tmp_path, LIN, other, path_for(document))
    vault.destroy(LIN, NOON)
    assert read(vault, tmp_path, LIN, document, path_for(document)) is None


def test_the_same_value_typed_differently_has_the_same_index_and_kinds_do_not_meet(vault: Vault) -> None:
    assert vault.blind("phone", "+86 138-0013-8000") == vault.blind("phone", "8613800138000")
    assert vault.blind("national_id", "1101051949 1231002x") == vault.blind("national_id", "１１010519491231002X")
    assert vault.blind("phone", "13800138000") != vault.blind("payout_account", "13800138000")
    assert normalised("phone", "+86 (138) 0013-8000 ext") == "8613800138000"


bits = st.integers(0, 2**64 - 1)


@given(bits, bits)
def test_the_mask_keeps_distances(one: int, other: int) -> None:
    keys = PictureKeys(b"c" * 32, b"\x5a\xc3" * 16)
    assert keys.masked(one) != format(one, "016x")
    assert distance(keys.masked(one), keys.masked(other)) == (one ^ other).bit_count()


@given(bits, st.sets(st.integers(0, 63), max_size=7))
def test_pictures_within_seven_bits_have_a_piece_that_differs_in_one_bit_at_most(one: int, flipped: set[int]) -> None:
    other = one
    for bit in flipped:
        other ^= 1 << bit
    pairs = zip(pieces(format(one, "016x")), pieces(format(other, "016x")), strict=True)
    assert any((a ^ b).bit_count() <= 1 for a, b in pairs)
