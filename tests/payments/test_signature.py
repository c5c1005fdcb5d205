"""Only what was signed with a good key, just now, is believed."""

from datetime import UTC, datetime, timedelta

import pytest

from payments.signature import NotGenuine, check, sign

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
STAMP = str(int(NOW.timestamp()))
OLD, NEW = b"old-key", b"new-key"
BODY = b'{"event_id": "e1"}'


def test_a_notice_signed_just_now_is_believed() -> None:
    check([NEW], STAMP, sign(NEW, STAMP, BODY), BODY, NOW)


def test_while_keys_are_changed_both_are_good_and_then_the_old_is_not() -> None:
    signature = sign(OLD, STAMP, BODY)
    check([NEW, OLD], STAMP, signature, BODY, NOW)
    with pytest.raises(NotGenuine, match="signature"):
        check([NEW], STAMP, signature, BODY, NOW)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_notice_more_than_five_minutes_off_is_not_believed(minutes: int) -> None:
    with pytest.raises(NotGenuine, match="five minutes"):
        check([NEW], STAMP, sign(NEW, STAMP, BODY), BODY, NOW + timedelta(minutes=minutes))


def test_a_changed_body_or_a_changed_time_is_not_believed() -> None:
    signature = sign(NEW, STAMP, BODY)
    with pytest.raises(NotGenuine, match="signature"):
        check([NEW], STAMP, signature, BODY + b" ", NOW)
    with pytest.raises(NotGenuine, match="signature"):
        check([NEW], str(int(STAMP) + 1), signature, BODY, NOW)


@pytest.mark.parametrize("stamp", ["", "now", "-5", "9" * 40, "１７００"])
def test_a_timestamp_that_is_no_number_is_refused_in_one_line(stamp: str) -> None:
    with pytest.raises(NotGenuine, match="timestamp"):
        check([NEW], stamp, sign(NEW, stamp, BODY), BODY, NOW)


@pytest.mark.parametrize("signature", ["", "é", "\udcff", "00"])
def test_no_signature_is_good_without_a_key(signature: str) -> None:
    with pytest.raises(NotGenuine):
        check([b""], STAMP, signature or sign(b"", STAMP, BODY), BODY, NOW)
