"""API keys, and the file that keeps their hashes."""

import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.security.credentials import presented
from app.security.errors import BadKeys
from app.security.key_file import KeyFile, change, read
from app.security.keys import Holders, Keys, Permission, hash_of, new_secret, without
from tests.app.security.holders import give, take_back

SENSELESS = {
    "nothing": b"",
    "no JSON": b"keys",
    "half of it": b'{"keys": [{"name": "la',
    "a list": b"[]",
    "no hash": b'{"keys": [{"name": "lab", "sha256": "secret"}]}',
    "no such permission": b'{"keys": [{"name": "lab", "sha256": "%s", "permissions": ["all"]}]}' % (b"0" * 64),
    "no permission": b'{"keys": [{"name": "lab", "sha256": "%s", "permissions": []}]}' % (b"0" * 64),
    "no rate": b'{"keys": [{"name": "lab", "sha256": "%s", "rate": "much"}]}' % (b"0" * 64),
    "a misspelt member": b'{"keys": [{"name": "lab", "sha256": "%s", "rates": "1/day"}]}' % (b"0" * 64),
    "one name twice": b'{"keys": [{"name": "a", "sha256": "%s"}, {"name": "a", "sha256": "%s"}]}'
    % (b"0" * 64, b"1" * 64),
    "one key twice": b'{"keys": [{"name": "a", "sha256": "%s"}, {"name": "b", "sha256": "%s"}]}'
    % (b"0" * 64, b"0" * 64),
}


def test_a_key_is_256_random_bits_and_known_by_its_beginning() -> None:
    secrets = {new_secret() for _ in range(100)}
    assert len(secrets) == 100
    assert all(secret.startswith("digitscope_") and len(secret) == 11 + 43 for secret in secrets)


def test_the_file_has_the_hash_and_not_the_key_and_is_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    secret = give(file, "lab", manage=True, rate="60/minute")
    assert secret not in file.read_text()
    assert hash_of(secret) in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    (key,) = read(file).keys
    assert (key.name, key.permissions, key.rate) == ("lab", (Permission.USE, Permission.MANAGE), "60/minute")


def test_only_whole_keys_are_found(tmp_path: Path) -> None:
    secret = give(tmp_path / "keys.json", "lab")
    holders = Holders(read(tmp_path / "keys.json"))
    found = holders.find(secret.encode())
    assert found is not None
    assert found.name == "lab"
    for wrong in (b"", secret[:-1].encode(), secret.upper().encode(), hash_of(secret).encode(), b"x" * 10_000_000):
        assert holders.find(wrong) is None


def test_a_name_is_taken_once_and_can_be_given_again(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    give(file, "lab")
    with pytest.raises(BadKeys, match="a key 'lab' already"):
        give(file, "lab")
    take_back(file, "lab")
    give(file, "lab")
    with pytest.raises(BadKeys, match="no key 'other'; there are lab"):
        take_back(file, "other")


@pytest.mark.parametrize("name", ["", " ", "a b", "-x", "../x", "x" * 65, "a\nb", "é"])
def test_a_name_that_could_confuse_a_log_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadKeys, match="name"):
        give(tmp_path / "keys.json", name)


@pytest.mark.parametrize("content", SENSELESS.values(), ids=SENSELESS)
def test_a_file_that_makes_no_sense_is_refused_and_not_overwritten(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "keys.json"
    file.write_bytes(content)
    with pytest.raises(BadKeys, match=r"keys\.json makes no sense"):
        KeyFile(file).load()
    with pytest.raises(BadKeys):
        change(file, lambda before: before)
    assert file.read_bytes() == content


def test_a_file_that_is_missing_is_refused_with_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(BadKeys, match="digitscope keys add NAME"):
        KeyFile(tmp_path / "keys.json").load()
    with pytest.raises(BadKeys, match="cannot be read"):
        KeyFile(tmp_path).load()


@pytest.fixture
def every_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of keys are looked at whenever they are asked."""
    monkeypatch.setattr("app.security.key_file._LOOK_EVERY_S", -1)


@pytest.mark.usefixtures("every_look")
def test_the_file_is_followed(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    first = give(file, "first")
    keys = KeyFile(file)
    assert keys.holders.find(first.encode())
    second = give(file, "second")
    assert keys.holders.find(second.encode())
    take_back(file, "first")
    assert keys.holders.find(first.encode()) is None


@pytest.mark.usefixtures("every_look")
@pytest.mark.parametrize("content", [*SENSELESS.values(), None], ids=[*SENSELESS, "missing"])
def test_while_it_makes_no_sense_the_last_good_keys_stay_and_it_is_logged_once(
    tmp_path: Path, content: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "keys.json"
    secret = give(file, "lab").encode()
    keys, whole = KeyFile(file), file.read_bytes()
    assert keys.holders.find(secret)
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
    for _ in range(3):
        assert keys.holders.find(secret)
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "the keys that were there stay in force" in record.getMessage()
    assert secret.decode() not in record.getMessage()
    file.write_bytes(whole)
    take_back(file, "lab")
    assert keys.holders.find(secret) is None


def test_without_the_last_key_nobody_has_one() -> None:
    keys = Keys.model_validate({"keys": [{"name": "lab", "sha256": "0" * 64}]})
    assert len(Holders(without(keys, "lab"))) == 0


@pytest.mark.parametrize(
    ("headers", "keys"),
    [
        ([], []),
        ([(b"authorization", b"Bearer abc")], [b"abc"]),
        ([(b"authorization", b"bearer  abc ")], [b"abc"]),
        ([(b"authorization", b"Basic dXNlcjphYmM=")], [b"abc"]),
        ([(b"authorization", b"Basic OmE6Yg==")], [b"a:b"]),
        ([(b"authorization", b"Basic dXNlcg==")], []),
        ([(b"authorization", b"Basic ***")], []),
        ([(b"authorization", b"Digest abc")], []),
        ([(b"authorization", b"abc")], []),
        ([(b"x-api-key", b"abc")], [b"abc"]),
        ([(b"x-api-key", b"abc"), (b"authorization", b"Bearer def")], [b"abc", b"def"]),
    ],
)
def test_keys_are_found_wherever_a_client_can_put_them(headers: list[tuple[bytes, bytes]], keys: list[bytes]) -> None:
    assert list(presented(headers)) == keys


@given(st.sampled_from([b"", b"Basic ", b"Bearer ", b"basic\t"]), st.binary(max_size=100))
def test_no_credentials_make_it_fail(scheme: bytes, rest: bytes) -> None:
    list(presented([(b"authorization", scheme + rest)]))
