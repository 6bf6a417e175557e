"""Secrets that people really write, and words that only sound like them."""

import pytest

from runlore.client.redact import (
    LineRedactor,
    is_secret_name,
    redact_argv,
    redact_text,
    redact_value,
)
from runlore.entities.params import JSONValue

A = "aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zC"  # 32 characters of no meaning
HEX = "0123456789abcdef" * 4

LOOKING_SECRET = {
    "aws key id": "AKIA" + "IOSFODNN7EXAMPLE",
    "aws session key id": "ASIA" + "IOSFODNN7EXAMPLE",
    "aws role id": "AROA" + "IOSFODNN7EXAMPLE",
    "github personal": "ghp_" + A + "abcd",
    "github oauth": "gho_" + A + "abcd",
    "github user": "ghu_" + A + "abcd",
    "github server": "ghs_" + A + "abcd",
    "github refresh": "ghr_" + A + "abcd",
    "github fine-grained": "github_pat_" + A + "_" + A,
    "gitlab personal": "glpat-" + A[:20],
    "gitlab runner": "glrt-" + A[:20],
    "hugging face": "hf_" + A + "ab",
    "hugging face organisation": "api_org_" + A + "ab",
    "openai": "sk-" + A + A[:16],
    "openai project": "sk-proj-" + A,
    "anthropic": "sk-ant-api03-" + A,
    "stripe secret": "sk_live_" + A,
    "stripe restricted": "rk_test_" + A,
    "stripe webhook": "whsec_" + A,
    "slack bot": "xoxb-" + "123456789012-" + A,
    "slack user": "xoxp-" + "123456789012-" + A,
    "slack app": "xapp-1-" + A,
    "slack webhook": "hooks.slack.com/services/T000/B000/" + A,
    "discord webhook": "discord.com/api/webhooks/1234/" + A,
    "google api": "AIza" + A + "abc",
    "google oauth": "ya29." + A,
    "google client": "GOCSPX-" + A,
    "twilio": "SK" + HEX[:32],
    "sendgrid": "SG." + A[:22] + "." + A,
    "npm": "npm_" + A + "abcd",
    "pypi": "pypi-" + A + A,
    "digitalocean": "dop_v1_" + HEX,
    "databricks": "dapi" + HEX[:32],
    "replicate": "r8_" + A + "abcde",
    "groq": "gsk_" + A,
    "nvidia": "nvapi-" + A,
    "linear": "lin_api_" + A,
    "shopify": "shpat_" + HEX[:32],
    "vault": "hvs." + A,
    "doppler": "dp.pt." + A,
    "age": "AGE-SECRET-KEY-1" + "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L" * 2,
    "telegram": "123456789:AA" + A + "x",
    "json web token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0." + A,
}
"""Credentials by their look alone, each put together here so that no scanner takes it for one."""

NAMED_SECRET = {
    "password=hunter2": "hunter2",
    "password: swordfish": "swordfish",
    '{"password": "swordfish"}': "swordfish",
    "DB_PASSWORD=correct horse": "correct",
    "export WANDB_API_KEY=0123456789abcdef0123456789abcdef01234567": "0123456789abcdef",
    "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY": "wJalrXUtnFEMI",
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG": "wJalrXUtnFEMI",
    "aws_session_token=FwoGZXIvYXdzEBY": "FwoGZXIvYXdzEBY",
    "api_key: 12345678": "12345678",
    "apikey='q1w2e3r4'": "q1w2e3r4",
    "ValueError: password=hunter2 is wrong": "hunter2",
    "auth: token=abcdef1 key: secret=s1": "abcdef1",
    "client_secret => s3cr3tvalue": "s3cr3tvalue",
    "access_token=ya-something-long": "ya-something-long",
    "AccountKey=Zm9vYmFyYmF6cXV4;EndpointSuffix=core": "Zm9vYmFyYmF6cXV4",
    "passphrase := open sesame": "open",
    "MYSQL_PWD=letmein": "letmein",
    "private_key=MIIEvQIBADAN": "MIIEvQIBADAN",
    "session cookie=abcdef123456": "abcdef123456",
    "Authorization: Bearer abcdefghijklmnop123": "abcdefghijklmnop123",
    "authorization: Basic dXNlcjpwYXNzd29yZA==": "dXNlcjpwYXNzd29yZA",
    "https://user:pa55word@example.org/repo.git": "pa55word",
    "https://x-access-token:tok3n@example.org/a": "tok3n",
    "https://tok3nalone@example.org/a.git": "tok3nalone",
    "postgresql://runlore:s3cret@db:5432/runlore": "s3cret",
    "redis://:p4ss@cache:6379/0": "p4ss",
    "https://b.example/c?sv=2020&sig=abc%2Bdef%3D&se=1": "abc%2Bdef",
    "https://b.example/c?X-Amz-Signature=deadbeef01&x=1": "deadbeef01",
}

NOT_SECRET = [
    "epoch 3/100  train loss 0.2345  val accuracy 97.1%",
    "max_tokens=512 num_tokens=10 tokens: 1234 tokens_per_second=3.5",
    "eos_token='</s>' pad_token='<pad>' bos_token=<s> mask_token=[MASK]",
    "tokenizer=bert-base-uncased token_type_ids=None",
    "key_dim=64 sort_key=lambda x: x num_keys=3 monkey=banana keyboard: qwerty",
    "commit 206a162f0e2b1c3d4e5f60718293a4b5c6d7e8f9 sha256 " + HEX,
    "passed=12 failed=0 bypass: true compass=north",
    "author: Ada, secretary: Grace, authors=2",
    "git@github.com:user/repo.git ssh://github.com/user/repo",
    "https://example.org/path?query=1#at@sign user@example.org",
    "token = os.environ['HF_TOKEN'] or getpass(prompt)",
    "The secret: always shuffle. Our token: none.",
    "python train.py --lr 3e-4 --task-name sk-learn --disk-size 100",
    "shape (64, 128) dtype float32 device cuda:0 at 0x7f9f9bed8040",
    "hf_model=gpt2 sk-small pk_map rk_update r8_conv dp.run SG.d SKU12345",
]


@pytest.mark.parametrize("name", LOOKING_SECRET)
def test_a_credential_is_masked_by_its_look_wherever_it_stands(name: str) -> None:
    secret = LOOKING_SECRET[name]
    for text in (secret, f"using {secret}, fine", f"'{secret}'", f"a={secret}\nb=2", f"({secret})"):
        assert secret[-12:] not in redact_text(text)


@pytest.mark.parametrize("text", NAMED_SECRET)
def test_a_value_is_masked_by_the_name_it_goes_under(text: str) -> None:
    masked = redact_text(text)
    assert NAMED_SECRET[text] not in masked
    assert "***" in masked


@pytest.mark.parametrize("text", NOT_SECRET)
def test_text_of_training_stays_as_it_is(text: str) -> None:
    assert redact_text(text) == text


def test_masking_twice_changes_nothing_more() -> None:
    for text in (*NAMED_SECRET, *LOOKING_SECRET.values()):
        once = redact_text(text)
        assert redact_text(once) == once


def test_what_is_not_secret_around_a_secret_stays() -> None:
    assert (
        redact_text("psql postgresql://me:pw@db:5432/x --set a=1")
        == "psql postgresql://***@db:5432/x --set a=1"
    )
    assert redact_text("a=1 password=x1 b=2") == "a=1 password=*** b=2"


def test_a_private_key_is_masked_whole_and_across_lines() -> None:
    lines = [
        "before",
        "-----BEGIN RSA PRIVATE KEY-----",
        A,
        A,
        "-----END RSA PRIVATE KEY-----",
        "x",
    ]
    assert A not in redact_text("\n".join(lines))
    redactor = LineRedactor()
    assert [redactor.redact(line) for line in lines] == ["before", "***", "***", "***", "***", "x"]


def test_a_command_line_hides_secret_options_joined_or_apart() -> None:
    argv = [
        "train.py",
        "--api-key",
        "abc",
        "--password=hunter2",
        "--lr",
        "0.1",
        "--token",
        "--fast",
    ]
    assert redact_argv(argv) == [
        "train.py", "--api-key", "***", "--password=***", "--lr", "0.1", "--token", "--fast",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name",
    ["password", "DB_PASSWORD", "dbPassword", "api_key", "apiKey", "API-KEY", "HF_TOKEN", "token",
     "accessToken", "client.secret", "aws_secret_access_key", "GITHUB_TOKEN", "auth_token",
     "private_key", "credentials", "wandb_api_key", "ssh_key", "passphrase"],
)  # fmt: skip
def test_a_name_says_that_its_value_is_secret(name: str) -> None:
    assert is_secret_name(name)
    assert redact_value(name, "anything") == "***"


@pytest.mark.parametrize(
    "name",
    ["max_tokens", "eos_token", "pad_token_id", "key", "key_dim", "tokenizer", "n_tokens", "monkey",
     "passes", "author", "num_attention_keys", "image_token", "lr", "keys", "turkey_api"],
)  # fmt: skip
def test_a_name_of_machine_learning_is_no_secret(name: str) -> None:
    assert not is_secret_name(name)
    assert redact_value(name, "value") == "value"


def test_values_are_masked_inside_of_lists_and_dicts_and_keep_their_types() -> None:
    config: JSONValue = {
        "lr": 1e-3,
        "db": {"host": "h", "password": "p", "port": 5432},
        "tokens": [1, 2],
        "hosts": ["https://a:b@c", "d"],
        "use_token": True,
        "secret_key": 1234,
    }
    assert redact_value("config", config) == {
        "lr": 1e-3,
        "db": {"host": "h", "password": "***", "port": 5432},
        "tokens": [1, 2],
        "hosts": ["https://***@c", "d"],
        "use_token": True,
        "secret_key": "***",
    }
