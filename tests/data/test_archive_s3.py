"""The archive on a server that speaks S3, over loopback."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import boto3
import pytest
from moto.server import ThreadedMotoServer

from app import bootstrap
from app.config import Settings
from data.archive import Archive
from data.archive_s3 import S3
from data.errors import ArchiveUnavailable, InvalidInput, NotFound

SECRET = "canary-secret-of-the-store"  # pragma: allowlist secret
KEYS = {"access_key": "canary-key", "secret_key": SECRET, "region": "us-east-1"}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    client = boto3.client(
        "s3", endpoint_url=address, aws_access_key_id=KEYS["access_key"], aws_secret_access_key=SECRET,
        region_name="us-east-1",
    )  # fmt: skip
    client.create_bucket(Bucket="podbor")
    yield address
    server.stop()


@pytest.fixture
def archive(endpoint: str) -> Archive:
    return Archive(S3("s3://podbor/raw/payloads", endpoint=endpoint, **KEYS))


def names(endpoint: str) -> dict[str, int]:
    client = boto3.client(
        "s3", endpoint_url=endpoint, aws_access_key_id=KEYS["access_key"], aws_secret_access_key=SECRET,
        region_name="us-east-1",
    )  # fmt: skip
    return {one["Key"]: one["Size"] for one in client.list_objects_v2(Bucket="podbor").get("Contents", ())}


def test_gives_back_what_was_put_and_keeps_it_once(archive: Archive, endpoint: str) -> None:
    payload = "зарплата".encode() * 10_000
    name = archive.put(payload)
    assert archive.put(payload) == name
    assert archive.get(name) == payload
    key = f"raw/payloads/{name[:2]}/{name}.zst"
    assert names(endpoint)[key] < 1000
    for _twice in range(2):
        archive.forget(name)
    assert key not in names(endpoint)
    with pytest.raises(NotFound):
        archive.get(name)


def test_a_damaged_object_is_not_given_out(archive: Archive) -> None:
    name = archive.put(b"one")
    archive.store.write(f"{name[:2]}/{name}.zst", b"\x00garbage")
    with pytest.raises(NotFound) as caught:
        archive.get(name)
    assert caught.value.code == "payload_damaged"
    archive.store.write(f"{name[:2]}/{name}.zst", b"")
    assert archive.get(archive.put(b"one")) == b"one"


def test_the_settings_lead_there(endpoint: str, tmp_path: object) -> None:
    settings = Settings(
        archive_url="s3://podbor", archive_endpoint=endpoint, archive_region="us-east-1",
        archive_access_key="canary-key", archive_secret_key=SECRET,
    )  # fmt: skip
    archive = bootstrap.archive(settings)
    assert archive.get(archive.put(b"two")) == b"two"
    assert SECRET not in repr(settings)


def test_troubles_are_told_without_secrets(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.archive_s3.RETRIES", 0)
    absent = Archive(S3("s3://another-bucket", endpoint=endpoint, **KEYS))
    silent = Archive(S3("s3://podbor", endpoint="http://127.0.0.1:1", **KEYS))
    for archive in (absent, silent):
        with pytest.raises(ArchiveUnavailable) as caught:
            archive.put(b"three")
        assert "does not answer" in str(caught.value)
        assert SECRET not in str(caught.value) + repr(caught.value.__cause__)
    with pytest.raises(ArchiveUnavailable):
        silent.get("a" * 64)


@pytest.mark.parametrize(
    ("url", "endpoint"),
    [
        ("s3://", None), ("s3://B_", None), ("gs://bucket", None), ("s3://bucket/../x", None),
        ("s3://bucket/a b", None), ("https://bucket/x", None), ("s3://bucket", "ftp://x"),
        ("s3://bucket", "https://"), ("s3://bucket", "https://user:secret@store.invalid"),
    ],
)  # fmt: skip
def test_addresses_that_are_none(url: str, endpoint: str | None) -> None:
    with pytest.raises(InvalidInput) as caught:
        S3(url, endpoint=endpoint)
    assert caught.value.code == "archive_url_bad"
    assert "secret" not in str(caught.value)
