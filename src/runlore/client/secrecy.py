"""Which files are never copied, and how the content of the others is masked first."""

import fnmatch
from pathlib import PurePosixPath
from typing import NamedTuple

from runlore.client.redact import redact_text

MAX_BINARY_BYTES = 256 * 1024
"""A larger file that is no text cannot be looked through for secrets in reasonable time."""

_KEY_FILES = (
    ".env", ".env.*", "*.env", ".envrc", "*.pem", "*.key", "*.p12", "*.pfx", "*.jks", "*.keystore",
    "*.kdbx", "*.ppk", "*.gpg", "id_rsa*", "id_dsa*", "id_ecdsa*", "id_ed25519*", ".netrc",
    "_netrc", ".npmrc", ".pypirc", ".git-credentials", ".htpasswd", ".pgpass", ".dockercfg",
    "credentials", "credentials.*", "*credentials.json", "client_secret*.json",
    "service-account*.json", "service_account*.json", "secrets.*", "secret.*", ".secrets*",
    "*.tfvars", "*.tfstate", "kubeconfig", "kaggle.json", "token.json",
)  # fmt: skip
_SAMPLES = (".example", ".sample", ".template", ".dist", ".pub", ".py")
"""Endings of files that only show which keys there are, or read them."""

_KEY_FOLDERS = frozenset({".ssh", ".gnupg", ".aws", ".azure", ".gcloud", ".docker", ".kube"})


class Masked(NamedTuple):
    """What may be kept of a file.

    Attributes:
        content: with its secrets masked; None when nothing may be kept.
        note: what was done, or why nothing may; empty when the content is as it was.
    """

    content: bytes | None
    note: str = ""


def holds_keys(path: str) -> bool:
    """Whether a file of this name is one of keys: never opened, copied or digested."""
    place = PurePosixPath(path.replace("\\", "/"))
    name = place.name.lower()
    if not _KEY_FOLDERS.isdisjoint(place.parts[:-1]):
        return True
    if name.endswith(_SAMPLES):
        return False
    return any(fnmatch.fnmatchcase(name, look) for look in _KEY_FILES)


def mask(content: bytes) -> Masked:
    """The content with its secrets masked, as far as it can be looked through."""
    is_text = b"\0" not in content
    if not is_text and len(content) > MAX_BINARY_BYTES:
        return Masked(None, f"no text, and over {MAX_BINARY_BYTES // 1024} kB")
    text = content.decode(errors="surrogateescape")
    masked = redact_text(text)
    if masked == text:
        return Masked(content)
    if not is_text:
        return Masked(None, "no text, and holds what looks like a secret")
    return Masked(masked.encode(errors="surrogateescape"), "masked: it held secrets")
