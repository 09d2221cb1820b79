"""Writes a backup's file, in plain or encrypted with age for whoever holds the key elsewhere; and decrypts it again.

The format is https://age-encryption.org/v1: `age` and `rage` read what is written here, and the other way round.
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from .archive import ArchiveError, open_private

# How an encrypted file begins: as it is, and as text (`age --armor`).
_BEGINNINGS = (b"age-encryption.org/v1", b"-----BEGIN AGE ENCRYPTED FILE-----")
_KEY = "AGE-SECRET-KEY-"


class AgeKeyError(Exception):
    """Why a public key or the file of a secret one cannot be used; one line."""


class _Stream:
    """Hands on what is written, if to anybody, and knows its SHA-256. What cannot be handed on is in `error`."""

    def __init__(self, target: IO[bytes] | None = None) -> None:
        self._target, self._digest = target, hashlib.sha256()
        self.error: OSError | None = None

    def write(self, data: Any) -> int:
        self._digest.update(data)
        if self._target:
            try:
                self._target.write(data)
            except OSError as error:
                self.error = error
                raise
        return len(data)

    def flush(self) -> None:
        """Nothing is kept here."""

    @property
    def digest(self) -> bytes:
        return self._digest.digest()


def check(recipients: Sequence[str]) -> None:
    """Raise AgeKeyError for what is no public key of age's."""
    _public(recipients)


@contextmanager
def written(path: Path, recipients: Sequence[str]) -> Iterator[Any]:
    """A stream into a new file of its owner's; encrypted on its way where there are recipients (age1…).

    At the end of the block the file is on the disk, and has been read back: it holds what was written. To read back what
    is encrypted for others, it is encrypted for one more, whose key nobody ever sees and this process forgets.
    Raises AgeKeyError, ArchiveError, OSError.
    """
    if not recipients:
        with open_private(path) as file:
            plain = _Stream(file)
            yield plain
            _settle(file)
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").digest()
    else:
        from pyrage import x25519

        own = x25519.Identity.generate()
        with _sealed(path, [*_public(recipients), own.to_public()]) as plain:
            yield plain
        back = _Stream()
        _decrypt(path, back, [own])
        found = back.digest
    if found != plain.digest:
        raise ArchiveError("what was written cannot be read back: mend the disk, or name another one")


def is_encrypted(path: Path) -> bool:
    """Whether a file is encrypted with age. Raises OSError."""
    with path.open("rb") as file:
        return file.read(max(map(len, _BEGINNINGS))).startswith(_BEGINNINGS)


def decrypt(source: Path, target: Path, identity: Path) -> None:
    """Write what an encrypted file holds into a new file of its owner's. identity: a file with the secret key.

    Raises AgeKeyError, ArchiveError where the file is damaged or not whole, and OSError.
    """
    from pyrage import DecryptError

    keys = _secret(identity)
    with open_private(target) as file:
        try:
            _decrypt(source, _Stream(file), keys)
        except DecryptError as error:
            raise AgeKeyError(
                f"the key in {identity} does not open it: it is another one's, or the file is damaged"
            ) from error
        _settle(file)


@contextmanager
def _sealed(path: Path, recipients: Sequence[Any]) -> Iterator[_Stream]:
    """A stream that a second thread encrypts into the file: what is not encrypted yet is in a pipe, never on the disk."""
    import pyrage

    reading, writing = os.pipe()

    def seal() -> None:
        with open(reading, "rb") as plain, open_private(path) as file:
            made = _Stream(file)
            try:
                pyrage.encrypt_io(plain, made, recipients)
            except pyrage.EncryptError:
                raise made.error or ArchiveError("it could not be encrypted") from None
            _settle(file)

    with ThreadPoolExecutor(1) as pool:
        sealing = pool.submit(seal)
        try:
            with open(writing, "wb") as plain:
                yield _Stream(plain)
        except BrokenPipeError:
            sealing.result()  # says why nobody reads any more
            raise
        sealing.result()


def _decrypt(source: Path, target: _Stream, identities: Sequence[Any]) -> None:
    import pyrage

    with source.open("rb") as file:
        try:
            pyrage.decrypt_io(file, target, identities)
        except OSError as error:
            if error.errno is not None:
                raise
            raise ArchiveError("it is damaged, or not whole; use another backup") from error


def _public(recipients: Sequence[str]) -> list[Any]:
    if not recipients:
        return []
    from pyrage import RecipientError, x25519

    found = []
    for text in map(str.strip, recipients):
        if text.upper().startswith(_KEY):
            raise AgeKeyError("--to takes a public key (age1…), and this is a secret one: keep it away from here")
        try:
            found.append(x25519.Recipient.from_str(text))
        except RecipientError as error:
            raise AgeKeyError(f"{text!r} is no public key of age's; `age-keygen` says it: age1…") from error
    return found


def _secret(path: Path) -> list[Any]:
    from pyrage import IdentityError, x25519

    try:
        lines = [line.strip() for line in path.read_text(encoding="ascii").splitlines()]
        found = [x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except (IdentityError, UnicodeDecodeError):
        found = []
    if not found:
        raise AgeKeyError(
            f"{path} holds no secret key of age's ({_KEY}1…), as `age-keygen` writes it, without a passphrase"
        )
    return found


def _settle(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())
