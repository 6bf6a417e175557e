"""Secrets are masked here, before anything is written: by the name they go under and by their look.

Two rules. A value whose *name* says that it is secret (``password``, ``HF_TOKEN``, ``api_key``) is
masked whatever it looks like. A text in which something *looks* like a known credential (cloud
keys, tokens of code hosts, JSON web tokens, private keys, user names in addresses) is masked there.
Words of machine learning that only sound secret (``max_tokens``, ``eos_token``, ``key_dim``) stay.
"""

import re
from collections.abc import Sequence

from runlore.entities.params import JSONValue

MASK = "***"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ML_TOKENS = _words(
    "eos bos pad unk mask sep cls start end special per num n max min next first last image img "
    "video audio stop prompt additional new target source each total input output word sub "
    "begin assistant user system fim think decoder encoder avg mean class patch time"
)
"""``<word>_token`` after one of these is a token of a model, not of an account."""

_SECRET_WORDS = _words(
    "password passwd passphrase passcode pwd secret secrets token apikey authtoken credential "
    "credentials cookie authorization bearer privatekey secretkey accesskey"
)
_KEY_OWNERS = _words(
    "api access secret private auth account encryption signing ssh master deploy license "
    "subscription storage shared client service admin root"
)
"""``<word>_key`` after one of these is a credential; ``key_dim`` and ``sort_key`` are not."""

_STRONG_WORDS = _SECRET_WORDS - {"token", "secret", "secrets", "cookie", "bearer", "credential"}
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")

_SHAPES: tuple[tuple[tuple[str, ...], str], ...] = (
    # Marks of which one must stand in the text, and the whole look. The marks are searched first,
    # as plain text: 20 times cheaper than the expressions for the many lines without any.
    (
        ("AKIA", "ASIA", "AGPA", "AIDA", "AROA", "ANPA", "ANVA", "ABIA", "ACCA"),
        r"\bA\w{3}[A-Z0-9]{16}\b",
    ),
    (("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), r"\bgh[pousr]_[A-Za-z0-9]{20,}"),
    (("github_pat_",), r"\bgithub_pat_[A-Za-z0-9_]{22,}"),
    (("glpat-", "glptt-", "gldt-", "glrt-", "glcbt-", "glagent-"), r"\bgl[a-z]+-[\w-]{20,}"),
    (("hf_",), r"\bhf_[A-Za-z0-9]{24,}"),
    (("api_org_",), r"\bapi_org_[A-Za-z0-9]{24,}"),
    (("sk-",), r"\bsk-[A-Za-z0-9][\w-]{18,}"),  # OpenAI, Anthropic and those who follow them
    (("sk_", "rk_", "pk_", "whsec_"), r"\b(?:[srp]k|whsec)_(?:live_|test_|prod_)?[A-Za-z0-9]{20,}"),
    (("xox", "xapp-"), r"\bx(?:ox[a-z](?:\.xox[a-z])?|app)-[\w-]{10,}"),  # Slack
    (("hooks.slack.com",), r"\bhooks\.slack\.com/services/[\w/]+"),
    (("api/webhooks/",), r"\bapi/webhooks/[\w/-]+"),  # Discord
    (("AIza",), r"\bAIza[\w-]{35}"),  # Google
    (("ya29.",), r"\bya29\.[\w-]{20,}"),
    (("GOCSPX-",), r"\bGOCSPX-[\w-]{20,}"),
    (("SK",), r"\bSK[0-9a-f]{32}\b"),  # Twilio
    (("SG.",), r"\bSG\.[\w-]{16,}\.[\w-]{16,}"),  # SendGrid
    (("npm_",), r"\bnpm_[A-Za-z0-9]{30,}"),
    (("pypi-",), r"\bpypi-[\w-]{40,}"),
    (("_v1_",), r"\bdo[opr]_v1_[a-f0-9]{40,}"),  # DigitalOcean
    (("dapi",), r"\bdapi[a-f0-9]{32}\b"),  # Databricks
    (("r8_",), r"\br8_[A-Za-z0-9]{30,}"),  # Replicate
    (("gsk_",), r"\bgsk_[A-Za-z0-9]{20,}"),  # Groq
    (("nvapi-",), r"\bnvapi-[\w-]{30,}"),
    (("lin_",), r"\blin_(?:api|oauth)_[A-Za-z0-9]{20,}"),  # Linear
    (("shp",), r"\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{20,}"),  # Shopify
    (("hvs.", "hvb."), r"\bhv[sb]\.[\w-]{20,}"),  # Vault
    (("dp.",), r"\bdp\.(?:pt|st|ct)\.[\w.-]{20,}"),  # Doppler
    (("AGE-SECRET-KEY-1",), r"\bAGE-SECRET-KEY-1[0-9A-Z]{40,}"),
    ((":AA",), r"\b[0-9]{8,10}:AA[\w-]{32,}"),  # Telegram
    (("eyJ",), r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"),  # JSON web tokens
)
_LOOKS = [(marks, re.compile(look)) for marks, look in _SHAPES]
_PEM = re.compile(
    r"-----BEGIN (?:[A-Z0-9 ]+ )?PRIVATE KEY(?: BLOCK)?-----"
    r"[\s\S]*?(?:-----END (?:[A-Z0-9 ]+ )?PRIVATE KEY(?: BLOCK)?-----|\Z)"
)
_USERINFO = re.compile(r"(\b[A-Za-z][A-Za-z0-9+.-]{1,20}://)([^\s/?#'\"<>]+)@")
_SCHEME = re.compile(r"\b(Bearer|Basic|Token|ApiKey)(\s+)([\w.~+/=-]{12,})", re.IGNORECASE)
_HINTS = (
    "pass",
    "pwd",
    "secret",
    "token",
    "key",
    "credential",
    "cookie",
    "authoriz",
    "bearer",
    "sig",
)
"""Text without any of these words has no named secret in it: most lines are done after this."""

_NAME = re.compile(
    r"(?<![\w.])(?P<name>[\w.-]{0,80}?(?:pass|pwd|secret|token|key|cred|cookie|auth)[\w.-]{0,80})"
    r"(?P<between>['\"]?\s*(?::=|=>|[=:])\s*)",
    re.IGNORECASE,
)
_VALUE = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|[^\s'\",;&)}\]]+")
_SIGNATURE = re.compile(
    r"([?&](?:sig|signature|x-amz-signature|x-goog-signature)=)[^&\s'\"]+", re.I
)


def is_secret_name(name: str) -> bool:
    """Whether a value under this name is a secret, by the words that the name is made of."""
    words = [word.lower() for word in _WORD.findall(name)]
    return any(_is_secret_word(words, at) for at in range(len(words)))


def redact_text(text: str) -> str:
    """The text with everything masked that looks like a secret or is named as one."""
    if "-----BEGIN" in text:
        text = _PEM.sub(MASK, text)
    if "://" in text:
        text = _USERINFO.sub(rf"\1{MASK}@", text)
    for marks, look in _LOOKS:
        for mark in marks:
            if mark in text:
                text = look.sub(MASK, text)
    lowered = text.lower()
    if any(hint in lowered for hint in _HINTS):
        text = _SCHEME.sub(rf"\1\2{MASK}", text)
        text = _SIGNATURE.sub(rf"\1{MASK}", text)
        text = _mask_named(text)
    return text


def redact_value(name: str, value: JSONValue) -> JSONValue:
    """A param or other typed value, masked by its name, its keys inside and its looks."""
    if isinstance(value, dict):
        return {key: redact_value(key, below) for key, below in value.items()}
    if isinstance(value, list):
        return [redact_value(name, below) for below in value]
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return value
    if is_secret_name(name) and (isinstance(value, str) or _is_strong(name)):
        return MASK if value != "" else value
    return redact_text(value) if isinstance(value, str) else value


def redact_argv(argv: Sequence[str]) -> list[str]:
    """A command line with the values of secret options masked, joined or apart."""
    masked: list[str] = []
    after_secret = False
    for argument in argv:
        if after_secret and not argument.startswith("-"):
            masked.append(MASK)
        else:
            masked.append(redact_text(argument))
        after_secret = argument.startswith("-") and "=" not in argument and is_secret_name(argument)
    return masked


class LineRedactor:
    """Masks a stream line by line, private keys that span lines included."""

    def __init__(self) -> None:
        self._inside_key = False

    def redact(self, line: str) -> str:
        """One line, masked; the lines of a private key become one mask each."""
        if self._inside_key:
            self._inside_key = not ("-----END " in line and "PRIVATE KEY" in line)
            return MASK
        if "-----BEGIN " in line and "PRIVATE KEY" in line and "-----END " not in line:
            self._inside_key = True
            return redact_text(line)
        return redact_text(line)


def _is_secret_word(words: list[str], at: int) -> bool:
    word, before = words[at], words[at - 1] if at else ""
    if word == "token":
        return at == len(words) - 1 and before not in _ML_TOKENS
    if word == "tokens":
        return before in _KEY_OWNERS
    if word in ("key", "keys"):
        return before in _KEY_OWNERS
    return word in _SECRET_WORDS


def _is_strong(name: str) -> bool:
    """A name that leaves no doubt, so that even a number or a plain word under it is a secret."""
    words = [word.lower() for word in _WORD.findall(name)]
    return any(word in _STRONG_WORDS for word in words) or "key" in words


def _mask_named(text: str) -> str:
    """Mask the values behind secret names. A value may be a name itself: ``error: token=x``."""
    parts: list[str] = []
    done = 0
    for found in _NAME.finditer(text):
        name, between = found["name"], found["between"]
        value = _VALUE.match(text, found.end())
        if found.start() < done or value is None or not is_secret_name(name):
            continue
        if MASK in value[0] or not _may_be_secret(name, between, value[0]):
            continue
        quote = value[0][0] if value[0][0] in "'\"" else ""
        parts += [text[done : value.start()], quote, MASK, quote]
        done = value.end()
    return "".join((*parts, text[done:])) if parts else text


def _may_be_secret(name: str, between: str, value: str) -> bool:
    bare = value.strip("'\"")
    if bare.lower() in ("", "none", "null", "true", "false", "bearer", "basic"):
        return False
    if bare.startswith(("os.", "self.", "args.", "config.", "getenv", "$", "<", "{", "get_")):
        return False  # code that fetches a secret, not the secret
    if "(" in bare and bare == value:
        return False
    if _is_strong(name):
        return True
    # "token: the" is prose, "token=the" or "token": "the" is an assignment.
    prose = between.endswith(" ") and "=" not in between and value == bare
    return not prose or len(bare) >= 16 or any(c.isdigit() for c in bare)
