"""Twenty secrets are planted where a run may read them; none is in what is kept of it."""

import json
from pathlib import Path

import pytest
from tests.unit.client.captured import Store, commit_all, git, rebuild

PLANTED = [f"pl4nted{number:02}s3cret{number:02}" for number in range(20)]
SHAPED = "ghp_" + "Ab3" * 12

TRAIN = """
import runlore
open("secret.yaml").read(); open(".env").read(); open("../far.toml").read()
run = runlore.init(project="p", config={"db_password": "%s", "lr": 0.1},
                   tags={"api_key": "%s"}, notes="token=%s")
open("secret.yaml").read(); open(".env").read(); open("../far.toml").read()
import helper, tracked
print("password=%s")
runlore.log_data("d", "s3://me:%s@host/x", digest="v1")
run.log({"loss": 1.0})
run.finish()
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository with secrets in it, by place: see the numbers of PLANTED."""
    (s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, *_) = PLANTED
    folder = tmp_path / "project"
    (folder / "keys").mkdir(parents=True)
    (folder / "train.py").write_text(TRAIN % (s0, s1, s2, s3, s4))
    (folder / "tracked.py").write_text(f'API_KEY = "{s5}"\nWIDTH = 1\n')
    (folder / "plain.py").write_text("WIDTH = 1\n")
    (folder / "keys" / "server.pem").write_text(f"committed {s6}\n")
    (folder / "requirements.txt").write_text(f"--index-url https://me:{s7}@example.org/simple\n")
    commit_all(folder)
    git(folder, "remote", "add", "origin", f"https://me:{s8}@example.org/me/repo.git")
    (folder / "plain.py").write_text(f"WIDTH = 1\npassword = '{s9}'\n")
    (folder / "helper.py").write_text(
        f'AWS_SECRET_ACCESS_KEY = "{s10}"\nKEY = """-----BEGIN RSA PRIVATE KEY-----\n{s11}\n'
        '-----END RSA PRIVATE KEY-----"""\n'
    )
    (folder / ".env").write_text(f"DATABASE={s12}\n")
    (folder / "secret.yaml").write_text(f"api_key: {s13}\n")
    (tmp_path / "far.toml").write_text(f'auth_token = "{s14}"\n')
    (folder / "blob.dat").write_bytes(b"\0\1" + SHAPED.encode() + b"\0")
    return folder


def test_no_secret_is_in_the_store(tmp_path: Path, project: Path) -> None:
    store = Store(tmp_path / "store")
    *_, s15, s16, s17, s18, s19 = PLANTED
    run = store.run(
        project, "train.py", "--api-key", s15, f"--url=https://me:{s16}@example.org/x",
        HF_TOKEN=s17, MY_SECRET=s18, TORCH_PROXY=f"http://me:{s19}@proxy.example.org",
    )  # fmt: skip
    files = store.files(run)
    rebuild(store, run, tmp_path / "fresh")
    kept = [json.dumps(store.captures(run)).encode(), store.everything(), *files.values()]
    kept += [
        file.read_bytes()
        for file in (tmp_path / "fresh").rglob("*")
        if file.is_file() and ".git" not in file.parts
    ]
    objects = git(tmp_path / "fresh", "cat-file", "--batch-all-objects", "--batch")
    kept.append(objects.encode(errors="surrogateescape"))
    for secret in (*PLANTED, SHAPED):
        assert not [secret for content in kept if secret.encode() in content], secret

    code = store.captures(run)["code"]["trees"][""]
    assert set(code["withheld"]) == {
        "tracked.py",
        "keys/server.pem",
        "requirements.txt",
        "train.py",
    }
    # What was left out is said, and the rest is whole: masked files are there as they may be.
    assert (tmp_path / "fresh/plain.py").read_text() == "WIDTH = 1\npassword = '***'\n"
    assert (tmp_path / "fresh/tracked.py").read_text() == 'API_KEY = "***"\nWIDTH = 1\n'
    assert not (tmp_path / "fresh/keys/server.pem").exists()
    missing = {told["what"] for told in store.captures(run)["recipe"]["missing"]}
    assert {"code/untracked/helper.py", "code/untracked/.env", "code/untracked/plain.py"} <= missing
