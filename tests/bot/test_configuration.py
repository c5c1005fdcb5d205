"""The shipped configuration holds, and every mistake in one is named with its line and what would be right."""

from pathlib import Path

import pytest

from bot.assembly import server
from bot.configuration import environment, house
from bot.configuration_check import Checked, ConfigurationMistakes, check
from bot.toml_lines import line_numbers, line_of
from lending.money import Money
from lending.provisioning import Provisions

SHIPPED = Path(__file__).resolve().parent.parent.parent / "config.toml"


def changed(tmp_path: Path, *replacements: tuple[str, str]) -> Path:
    """The shipped configuration with some of its text replaced."""
    text = SHIPPED.read_text(encoding="utf-8")
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new, 1)
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def remarks(tmp_path: Path, *replacements: tuple[str, str]) -> list[str]:
    with pytest.raises(ConfigurationMistakes) as refused:
        check(changed(tmp_path, *replacements), {})
    return [f"{remark.key}: {remark.text}" for remark in refused.value.remarks]


def shipped() -> Checked:
    return check(SHIPPED, {})


def test_the_shipped_configuration_makes_the_house_it_describes() -> None:
    configuration = shipped().configuration
    lender = house(configuration)
    assert lender.name["zh_CN"] == "海港小贷"
    assert lender.products[0].months == tuple(range(1, 13))
    assert configuration.opening == Money(100_000_000, "CNY")
    mei = lender.member(501)
    assert mei is not None
    assert (mei.limit_minor, mei.branch, mei.household) == (1_000_000, "harbour", frozenset({501}))
    assert lender.withdrawal_days == lender.pack.withdrawal.days.value


def test_numbers_that_nobody_checked_are_warned_of_and_so_is_a_lender_without_backups() -> None:
    warned = [str(remark) for remark in shipped().warnings]
    assert len(warned) == 2
    assert "no backups are made" in warned[1]
    assert "confidence C" in warned[0]
    assert "withdrawal.days" in warned[0]


def test_every_mistake_is_named_at_once_with_the_line_it_stands_on(tmp_path: Path) -> None:
    path = changed(
        tmp_path,
        ('currency = "CNY"', 'currency = "XYZ"'),
        ('max_amount = "20000"', "max_amount = 20000.5"),
        ('roles = ["collector"]', 'roles = ["boss"]'),
        ("claim_minutes = 30", "claim_minutes = 0"),
        ("tick_seconds", "tick_second"),
    )
    with pytest.raises(ConfigurationMistakes) as refused:
        check(path, {})
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [lines[r.line - 1].split("=")[0].strip() for r in refused.value.remarks] == [
        "currency",
        "max_amount",
        "roles",
        "claim_minutes",
        "tick_second",
    ]
    told = {r.key: r.text for r in refused.value.remarks}
    assert "ISO 4217" in told["lender.currency"]
    assert told["schedule.claim_minutes"] == "must be at least 1"
    assert told["schedule.tick_second"] == "is not a key that is known here"
    assert "officer" in told["staff[4].roles[1]"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('currency = "CNY"\nmin', 'currency = "EUR"\nmin', "products[1].currency: must be the lender's, CNY"),
        ('E = "21"', 'E = "36"', "36 % a year compounds to 42.58 %, above the pack's 24 %"),
        ("telegram_id = 502", "telegram_id = 501", "staff[2].telegram_id: is that of Mei already"),
        ("deputy = 501", "deputy = 999", "staff[2].deputy: must be the telegram_id of another member of staff"),
        ('language = "zh_CN"', 'language = "fr"', "staff[2].language: must be one of en, zh_CN"),
        ('offered = ["en", "zh_CN"]', 'offered = ["en", "sw"]', "'sw' has no catalogue; there are en, zh_CN"),
        ('day_count = "30/360"', 'day_count = "act/365"', "products[1].day_count: must be one of period, 30/360"),
        ('national_id = "cn"', 'national_id = "xx"', "lender.national_id: must be one of any, cn, in, ke"),
        ("support_hours = [9, 18]", "support_hours = [18, 9]", "lender.support_hours: must begin before they end"),
        ('pack = "default"', 'pack = "moon"', "policy.pack: 'moon' is not a pack that ships with the program"),
        ('funding_mode = "own_capital"', 'funding_mode = "public"', "allows own_capital, institutional only"),
        ('opening = "1000000.00"', 'opening = "1.001"', "pool.opening: has more than the 2 decimals that CNY has"),
        ('limit = "20000"', 'limit = "0.001"', "staff[3].limit: has more than the 2 decimals that CNY has"),
        ('timezone = "Asia/Shanghai"', 'timezone = "Shanghai"', 'like "Asia/Shanghai"'),
        ('webhook_url = ""', 'webhook_url = "bot.example.org"', 'must be a web address, like "https://'),
        (
            '1-30 = "5"',
            '1-30 = "60"',
            "provisions.percent: must not fall from a better bucket to a worse",
        ),
        ('current = "1", ', "", "provisions.percent: needs exactly these buckets: current, 1-30, 31-60"),
        (
            'rescheduled = "25"',
            'rescheduled = "25"\nproducts.car = { percent = { current = "0", 1-30 = "0", 31-60 = "0", 61-90 = "0", '
            '"90+" = "0", written_off = "0" } }',
            "provisions.products.car: is no product; there are personal",
        ),
        ('notice_version = "2026-11"', "", "privacy.notice_version: is missing"),
    ],
)
def test_a_mistake_says_what_would_be_right(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert any(said in line for line in remarks(tmp_path, (old, new))), remarks(tmp_path, (old, new))


def test_a_file_that_is_not_there_or_not_toml_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationMistakes, match=r"config.toml:1: is not there; MICROLOAN_CONFIG says where"):
        check(tmp_path / "config.toml", {})
    with pytest.raises(ConfigurationMistakes, match=r"config.toml:\d+: is not TOML"):
        check(changed(tmp_path, ("[policy]", "[policy")), {})


def test_the_environment_says_where_and_holds_the_secrets() -> None:
    read = environment(
        {
            "MICROLOAN_PORT": "9000",
            "MICROLOAN_BOT_TOKEN": " 123:abc ",
            "MICROLOAN_NOTICE_KEYS_SANDBOX": "new, old",
            "MICROLOAN_DATA": "/var/lib/microloan",
        }
    )
    assert (read.port, read.data, read.in_sandbox) == (9000, Path("/var/lib/microloan"), False)
    assert [key.get_secret_value() for key in read.notice_keys["sandbox"]] == ["new", "old"]
    assert "abc" not in repr(read)
    assert environment({"MICROLOAN_BOT_TOKEN": ""}).in_sandbox


def test_invoices_are_offered_only_where_telegram_takes_them() -> None:
    token, provider = {"MICROLOAN_BOT_TOKEN": "123:abc"}, {"MICROLOAN_INVOICE_TOKEN": "provider:1"}
    offered = [house(check(SHIPPED, around).configuration).invoices for around in ({}, token, token | provider)]
    assert offered == [True, False, True]


def test_the_shipped_rates_of_provisions_are_those_without_a_word() -> None:
    assert check(SHIPPED, {}).configuration.sections.provisions == Provisions()


@pytest.mark.parametrize("port", ["-1", "65536", "http", "８０"])
def test_a_port_that_is_none_is_refused_in_one_line(port: str) -> None:
    with pytest.raises(ValueError, match="MICROLOAN_PORT: must be a port"):
        environment({"MICROLOAN_PORT": port})


def test_the_line_of_a_key_is_found_through_arrays_dots_and_long_values() -> None:
    lines = line_numbers(
        '[a]\nb = 1 # [x]\n"c d".e = [\n  "[",\n  { f = 1 },\n]\n'
        '[[p]]\nname = """\nq = 1\n"""\n[[p]]\nname = "two"\n[p.inner]\nz = 1\n[[p.fees]]\nk = 1\n'
    )
    assert (lines[("a", "b")], lines[("a", "c d", "e")]) == (2, 3)
    assert (lines[("p", 0, "name")], lines[("p", 1, "name")]) == (8, 12)
    assert ("p", 0, "q") not in lines
    assert (lines[("p", 1, "inner", "z")], lines[("p", 1, "fees", 0, "k")]) == (14, 16)
    assert line_of(lines, ("p", 1, "fees", 0, "missing")) == 15
    assert line_of(lines, ("nowhere",)) == 1


def test_the_books_lie_in_the_data_folder_unless_a_server_is_named(tmp_path: Path) -> None:
    assert server(shipped().configuration) is None
    named = changed(tmp_path, ('\nurl = ""', '\nurl = "postgresql://lender@db.example.org/books"'))
    lies = server(check(named, {}).configuration)
    assert lies is not None
    assert (lies.main, lies.keys, lies.connections) == ("postgresql://lender@db.example.org/books",) * 2 + (4,)
    secret = {"MICROLOAN_DATABASE_URL": "postgresql://u:pw@h/d", "MICROLOAN_KEYS_URL": "postgresql://u:pw@h/keys"}
    given = server(check(named, secret).configuration)
    assert given is not None
    assert (given.main, given.keys) == ("postgresql://u:pw@h/d", "postgresql://u:pw@h/keys")
    assert "pw" not in repr(given)


@pytest.mark.parametrize("url", ["postgresql://u:hunter2@h/d", "mysql://h/d"])
def test_a_password_in_the_file_and_an_unknown_database_are_refused(tmp_path: Path, url: str) -> None:
    (remark,) = remarks(tmp_path, ('\nurl = ""', f'\nurl = "{url}"'))
    assert remark.startswith("storage.url: must ")
    assert "hunter2" not in remark


def test_a_wrong_address_in_the_environment_is_refused_without_being_shown() -> None:
    with pytest.raises(ConfigurationMistakes, match="MICROLOAN_DATABASE_URL: must begin with") as refused:
        check(SHIPPED, {"MICROLOAN_DATABASE_URL": "mysql://u:hunter2@h/d"})
    assert "hunter2" not in str(refused.value)
