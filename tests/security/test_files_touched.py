"""Under strace: a server that is asked all of the corpus changes files of its store only."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.security import mlflow_corpus
from tests.security.corpus import rows
from tests.security.test_corpus import send
from tests.security.test_mlflow_corpus import Attacked

STRACE = shutil.which("strace")
CALL = re.compile(r"(openat|unlinkat?|rename(?:at2?)?|mkdirat?|linkat?|symlinkat?|chmod)\((.*)")
WRITES = re.compile(r"O_(?:WRONLY|RDWR|CREAT|TRUNC|APPEND)")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
SCRATCH = ("/dev/", "/proc/", "/tmp/etilqs_")


@pytest.mark.skipif(STRACE is None, reason="needs strace")
@pytest.mark.fault
def test_hostile_requests_write_to_no_file_outside_of_the_store(tmp_path: Path) -> None:
    attacked = Attacked(tmp_path)
    server = attacked.server
    trace = tmp_path / "trace.txt"
    command = [str(STRACE), "-f", "-e", "trace=file", "-s", "300", "-o", str(trace)]
    with subprocess.Popen([*command, "-p", str(server.pid)], stderr=subprocess.PIPE) as tracer:
        assert tracer.stderr is not None
        assert b"attached" in tracer.stderr.readline()
        for row in rows():
            send(server, row.request)
        for row in mlflow_corpus.rows():
            attacked.send(row)
        assert server.stop() == 0
    lines = trace.read_text().splitlines()
    assert any("runlore.db" in line or "server.json" in line for line in lines)
    strangers = [line for line in lines if is_write(line) and not inside(line, server.store)]
    assert strangers == []
    assert not any("etc/passwd" in line for line in lines)


def is_write(line: str) -> bool:
    found = CALL.search(line)
    return found is not None and (found[1] != "openat" or WRITES.search(found[2]) is not None)


def inside(line: str, store: Path) -> bool:
    paths = QUOTED.findall(line)
    return all(path.startswith((str(store), *SCRATCH)) or "/" not in path for path in paths)
