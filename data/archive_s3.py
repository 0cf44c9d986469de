"""The archive on a store that speaks S3: AWS, MinIO, Garage, Ceph, Yandex Object Storage …

Credentials never get into texts of errors: a store's own messages are not passed on.
"""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

from obstore.exceptions import BaseError
from obstore.store import S3Store

from data.errors import ArchiveUnavailable, InvalidInput

TIMEOUT = timedelta(seconds=30)
RETRIES = 3
RETRY_FOR = timedelta(seconds=60)
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIX = re.compile(r"[A-Za-z0-9._/-]{0,200}")


class S3:
    """`url` is s3://bucket or s3://bucket/prefix; `endpoint` the address of a store that is not AWS.

    Raises InvalidInput (`archive_url_bad`) when the address cannot be one. Without keys the surroundings are
    asked for them (AWS_* variables, roles).
    """

    def __init__(
        self,
        url: str,
        *,
        endpoint: str | None = None,
        region: str | None = None,
        access_key: str | None = None,
        secret_key: str | None = None,
    ) -> None:
        parts = urlsplit(url)
        bucket, prefix = parts.netloc, parts.path.strip("/")
        if parts.scheme != "s3" or not _BUCKET.fullmatch(bucket) or not _PREFIX.fullmatch(prefix):
            raise InvalidInput(
                "PODBOR_ARCHIVE_URL must look like s3://bucket/prefix.", code="archive_url_bad"
            )
        if ".." in prefix.split("/"):
            raise InvalidInput(
                "PODBOR_ARCHIVE_URL must look like s3://bucket/prefix.", code="archive_url_bad"
            )
        there = urlsplit(endpoint or "https://")
        if there.scheme not in ("https", "http") or (endpoint and not there.hostname) or there.username:
            raise InvalidInput(
                "PODBOR_ARCHIVE_ENDPOINT must be an address like https://host:port.", code="archive_url_bad"
            )
        self.name = f"s3://{bucket}/{prefix}".rstrip("/")
        self._prefix = f"{prefix}/" if prefix else ""
        given = {
            "endpoint": endpoint, "region": region, "access_key_id": access_key,
            "secret_access_key": secret_key,
        }  # fmt: skip
        self._store = S3Store(
            bucket,
            client_options={
                "timeout": TIMEOUT,
                "connect_timeout": TIMEOUT,
                "allow_http": there.scheme == "http",
            },
            retry_config={"max_retries": RETRIES, "retry_timeout": RETRY_FOR},
            **{name: value for name, value in given.items() if value},  # type: ignore[arg-type]
        )

    def has(self, name: str) -> bool:
        try:
            return int(self._store.head(self._prefix + name)["size"]) > 0
        except FileNotFoundError:
            return False
        except BaseError as error:
            raise self._broken(error) from None

    def write(self, name: str, packed: bytes) -> None:
        try:
            self._store.put(self._prefix + name, packed)
        except (BaseError, FileNotFoundError) as error:  # the latter: there is no such bucket
            raise self._broken(error) from None

    def read(self, name: str) -> bytes | None:
        try:
            return bytes(self._store.get(self._prefix + name).bytes())
        except FileNotFoundError:
            return None
        except BaseError as error:
            raise self._broken(error) from None

    def delete(self, name: str) -> None:
        try:
            self._store.delete(self._prefix + name)
        except FileNotFoundError:
            return
        except BaseError as error:
            raise self._broken(error) from None

    def _broken(self, error: Exception) -> ArchiveUnavailable:
        kind = type(error).__name__.removesuffix("Error")
        return ArchiveUnavailable(f"The archive in {self.name} does not answer ({kind}).")
