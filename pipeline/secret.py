"""The secret of an installation, from which webhook secrets and signed addresses are made."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from pipeline.settings import Settings


def derived(settings: Settings, purpose: str) -> bytes:
    """32 bytes for one purpose, always the same; they tell nothing about those for another."""
    return hmac.new(_secret(settings).encode(), purpose.encode(), hashlib.sha256).digest()


def signature(settings: Settings, purpose: str, text: str) -> str:
    """A signature of a text that fits into an address."""
    digest = hmac.new(derived(settings, purpose), text.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _secret(settings: Settings) -> str:
    if settings.secret is not None:
        return settings.secret.get_secret_value()
    return kept_text(settings.data_dir / "secret", secrets.token_hex(32))


def kept_text(path: Path, fresh: str) -> str:
    """The text of a file for its owner only, written with `fresh` where there is none yet."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    begun = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    if not path.exists():
        with os.fdopen(os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(fresh + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(begun, path)
        except FileExistsError:
            pass
        finally:
            begun.unlink()
    return path.read_text().strip()
