"""Bytes by their content: uploads, readings and page images; the only room that knows the S3 library."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import ClassVar

import urllib3
from minio import Minio
from minio.error import InvalidResponseError, S3Error, ServerError

from casefile.errors import BirthcaseError, StoreUnavailable
from pipeline.sealing import Keys, SealBroken

_MISSING = {"NoSuchKey", "NoSuchObject", "NoSuchBucket"}


class ObjectAltered(BirthcaseError):
    """The store gave other bytes than were put there, or none; the object must not be used."""

    code: ClassVar[str] = "INTEGRITY"
    exit_status: ClassVar[int] = 3


class Objects:
    """Content-addressed objects of one bucket; a key holds a digest and no personal data."""

    def __init__(
        self,
        endpoint: str,
        access: str,
        secret: str,
        bucket: str,
        secure: bool = True,
        settle: Callable[[], None] = lambda: None,
        keys: Keys | None = None,
    ) -> None:
        """Connect lazily; the library's own patience of minutes is cut to seconds.

        `settle` forces to the disk what the store itself does not. With `keys` objects are sealed.
        """
        self._http = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=2, read=20),
            retries=urllib3.Retry(2, backoff_factor=0.2, status_forcelist=[500, 502, 503, 504]),
            maxsize=16,
        )
        self._client = Minio(
            endpoint, access_key=access, secret_key=secret, secure=secure, http_client=self._http
        )
        self._bucket = bucket
        self._settle = settle
        self._keys = keys

    def prepare(self) -> None:
        """Make the bucket where there is none."""
        with _answering():
            if not self._client.bucket_exists(bucket_name=self._bucket):
                self._client.make_bucket(bucket_name=self._bucket)

    def put(self, data: bytes) -> str:
        """Keep the bytes and return their SHA-256; then they outlive a loss of power. Twice is harmless."""
        content = hashlib.sha256(data).hexdigest()
        self.put_sealed(content, self._keys.seal(data, content) if self._keys else data)
        return content

    def put_sealed(self, content: str, kept: bytes) -> None:
        """Keep what `get_sealed` gave."""
        with _answering():
            self._client.put_object(
                bucket_name=self._bucket, object_name=_key(content), data=io.BytesIO(kept), length=len(kept)
            )
            self._settle()

    def get(self, content: str) -> bytes:
        """The bytes of a digest; raises ObjectAltered where they are gone or not the same."""
        return opened(self.get_sealed(content), content, self._keys)

    def get_sealed(self, content: str) -> bytes:
        """An object as it lies in the store, looked at by nobody; raises ObjectAltered where it is gone."""
        try:
            with _answering():
                answer = self._client.get_object(bucket_name=self._bucket, object_name=_key(content))
                try:
                    return bytes(answer.read())
                finally:
                    answer.close()
                    answer.release_conn()
        except S3Error as error:
            raise ObjectAltered(f"存储中缺少对象 {content[:12]}，请从备份恢复") from error

    def has(self, content: str) -> bool:
        """Whether the bytes of a digest are there."""
        return self._modified(content) is not None

    def before(self, moment: float) -> Iterator[str]:
        """The digests of what was put before a moment (UTC seconds)."""
        with _answering():
            for one in self._client.list_objects(self._bucket, prefix="sha256/", recursive=True):
                if one.last_modified and one.last_modified.timestamp() < moment:
                    yield str(one.object_name).rpartition("/")[2]

    def remove(self, content: str, before: float) -> bool:
        """Remove an object, unless it was put again since; whether it is gone now."""
        modified = self._modified(content)
        if modified is None or modified >= before:
            return False
        with _answering():
            self._client.remove_object(self._bucket, _key(content))
        return True

    def _modified(self, content: str) -> float | None:
        """When an object was put (UTC seconds), or None where there is none."""
        try:
            with _answering():
                found = self._client.stat_object(self._bucket, _key(content))
        except S3Error:
            return None
        return found.last_modified.timestamp() if found.last_modified else 0.0

    def bucket(self, name: str) -> Bucket:
        """Another bucket of the same store."""
        return Bucket(self._client, name)

    def ready(self) -> bool:
        """Whether the store answers now."""
        try:
            with _answering():
                return bool(self._client.bucket_exists(bucket_name=self._bucket))
        except (StoreUnavailable, S3Error):
            return False

    def close(self) -> None:
        """Let go of the connections."""
        self._http.clear()


@dataclass(frozen=True, slots=True)
class Found:
    """An object of a bucket: its name, its size in bytes, and a tag that changes with its content."""

    name: str
    size: int
    tag: str


class Bucket:
    """Objects of another bucket by their names, where others put what is for us."""

    def __init__(self, client: Minio, bucket: str) -> None:
        """Share a client."""
        self._client, self._bucket = client, bucket

    def prepare(self) -> None:
        """Make the bucket where there is none."""
        with _answering():
            if not self._client.bucket_exists(bucket_name=self._bucket):
                self._client.make_bucket(bucket_name=self._bucket)

    def found(self) -> tuple[Found, ...]:
        """Everything in it."""
        with _answering():
            listed = self._client.list_objects(bucket_name=self._bucket, recursive=True)
            return tuple(
                Found(str(one.object_name), int(one.size or 0), str(one.etag))
                for one in listed
                if not one.is_dir
            )

    def get(self, name: str) -> bytes:
        """One object; raises StoreUnavailable, also where it has gone since it was found."""
        try:
            with _answering():
                answer = self._client.get_object(bucket_name=self._bucket, object_name=name)
                try:
                    return bytes(answer.read())
                finally:
                    answer.close()
                    answer.release_conn()
        except S3Error as error:
            raise StoreUnavailable("投件箱中的文件已不在") from error

    def put(self, name: str, data: bytes) -> None:
        """Put one object there."""
        with _answering():
            self._client.put_object(
                bucket_name=self._bucket, object_name=name, data=io.BytesIO(data), length=len(data)
            )


def opened(kept: bytes, content: str, keys: Keys | None) -> bytes:
    """An object's bytes, sealed or, from before there were keys, not; raises ObjectAltered."""
    data = kept
    if hashlib.sha256(kept).hexdigest() != content and keys is not None:
        with suppress(SealBroken):
            data = keys.open(kept, content)
    if hashlib.sha256(data).hexdigest() != content:
        raise ObjectAltered(f"存储中的对象 {content[:12]} 已被改动，请从备份恢复")
    return data


def _key(content: str) -> str:
    return f"sha256/{content[:2]}/{content}"


@contextmanager
def _answering() -> Iterator[None]:
    """Every way in which a store fails to answer becomes StoreUnavailable; a missing key stays S3Error."""
    try:
        yield
    except S3Error as error:
        if error.code in _MISSING:
            raise
        raise StoreUnavailable(f"对象存储拒绝了请求（{error.code}），请检查存储") from error
    except (urllib3.exceptions.HTTPError, InvalidResponseError, ServerError, OSError) as error:
        raise StoreUnavailable("对象存储没有应答，请检查存储后重试") from error
