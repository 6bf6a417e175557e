"""What is printed is kept line by line, and the terminal sees it unchanged."""

import io
import logging
import os
import subprocess
import sys
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runlore.client.console import MAX_LINE_CHARS, Console, LineAssembler
from runlore.entities.records import ConsoleWritten, RecordsLost


class Kept(list[ConsoleWritten | RecordsLost]):
    """The records of a console."""

    def lines(self, stream: str = "stdout") -> list[str]:
        return [
            line
            for record in self
            if isinstance(record, ConsoleWritten) and record.stream == stream
            for line in record.lines
        ]


def listen() -> tuple[Kept, Console]:
    kept = Kept()
    console = Console(kept.append)
    console.start()
    return kept, console


def test_what_begins_with_an_empty_line_is_kept_whole() -> None:
    kept, console = listen()
    print("\ntitle")
    console.stop()
    assert kept.lines() == ["", "title"]


def test_lines_are_kept_and_the_terminal_sees_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    kept, console = listen()
    print("one")
    print("two", "three", sep="-")
    sys.stdout.writelines(["four\n", "fi"])
    print("trouble", file=sys.stderr)
    console.stop()
    assert kept.lines() == ["one", "two-three", "four", "fi"]
    assert kept.lines("stderr") == ["trouble"]
    assert capsys.readouterr() == ("one\ntwo-three\nfour\nfi", "trouble\n")


def test_a_logging_handler_that_holds_the_stream_is_heard() -> None:
    handler = logging.StreamHandler(sys.stderr)
    kept, console = listen()
    handler.emit(logging.makeLogRecord({"msg": "epoch 1 done"}))
    console.stop()
    assert kept.lines("stderr") == ["epoch 1 done"]


def test_nothing_is_kept_after_the_end_and_the_stream_is_as_before() -> None:
    had_own = "write" in vars(sys.stdout)
    kept, console = listen()
    console.stop()
    print("after")
    assert kept.lines() == []
    assert ("write" in vars(sys.stdout)) == had_own


def test_two_consoles_hear_the_same_and_may_end_in_any_order() -> None:
    outer_kept, outer = listen()
    inner_kept, inner = listen()
    print("both")
    outer.stop()
    print("inner only")
    inner.stop()
    print("nobody")
    assert outer_kept.lines() == ["both"]
    assert inner_kept.lines() == ["both", "inner only"]


def test_secrets_are_masked_before_they_are_kept() -> None:
    kept, console = listen()
    print("key: -----BEGIN PRIVATE KEY-----")
    print("MIIEvQIBADANBgkqhkiG9w0BAQ")
    print("-----END PRIVATE KEY-----")
    print("logging in with password=hunter2")
    console.stop()
    assert kept.lines() == ["key: ***", "***", "***", "logging in with password=***"]


def test_lone_surrogates_are_spelled_out() -> None:
    kept, console = listen()
    sys.stderr.write("file \udcff\n")
    console.stop()
    assert kept.lines("stderr") == ["file \\udcff"]


def test_a_program_without_a_console_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    kept, console = listen()
    sys.stderr.write("heard\n")
    console.stop()
    assert kept.lines("stderr") == ["heard"]


@pytest.mark.parametrize(
    ("pieces", "lines"),
    [
        (["\r 10%", "\r 50%", "\r100%\n"], ["100%"]),
        (["a\r\nb\r\n"], ["a", "b"]),
        (["ab\r", "\n"], ["ab"]),
        (["ab\r", "c", "d\n"], ["cd"]),
        (["\n\n"], ["", ""]),
        (["no end"], ["no end"]),
        (["bar 1\rbar 2\r"], ["bar 2"]),
    ],
)
def test_of_a_line_that_is_redrawn_the_last_state_stays(
    pieces: list[str], lines: list[str]
) -> None:
    assembler = LineAssembler()
    assert [line for piece in pieces for line in assembler.feed(piece)] + assembler.rest() == lines


@given(st.lists(st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"]))))
def test_cut_anywhere_the_lines_are_those_of_the_whole_text(pieces: list[str]) -> None:
    assembler = LineAssembler()
    lines = [line for piece in pieces for line in assembler.feed(piece)] + assembler.rest()
    expected = "".join(pieces).split("\n")
    assert lines == (expected if expected[-1] else expected[:-1])


def test_a_line_without_end_is_cut_and_not_hoarded() -> None:
    assembler = LineAssembler()
    lines = assembler.feed("x" * (2 * MAX_LINE_CHARS + 1)) + assembler.rest()
    assert [len(line) for line in lines] == [MAX_LINE_CHARS, MAX_LINE_CHARS, 1]


def test_text_printed_faster_than_it_can_be_kept_is_counted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("runlore.client.console.MAX_WAITING_CHARS", 10)
    monkeypatch.setattr("runlore.client.console.FLUSH_SECONDS", 60.0)
    kept, console = listen()
    for _ in range(4):
        sys.stdout.write("12345678\n")
    console.stop()
    assert kept.lines() == ["12345678", "12345678"]
    assert [record for record in kept if isinstance(record, RecordsLost)] == [
        RecordsLost("stdout printed too fast to keep", 2)
    ]
    assert capsys.readouterr().out == "12345678\n" * 4


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_forked_child_prints_but_is_not_kept_twice() -> None:
    kept, console = listen()
    pid = os.fork()
    if pid == 0:
        print("child")
        os._exit(0)
    os.waitpid(pid, 0)
    print("parent")
    console.stop()
    assert kept.lines() == ["parent"]


def test_the_terminal_has_everything_when_the_process_dies() -> None:
    program = textwrap.dedent(
        """
        import os, sys
        from runlore.client.console import Console
        Console([].append).start()
        for number in range(1000):
            print(number)
        sys.stdout.flush()
        os.kill(os.getpid(), 9)
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == [str(number) for number in range(1000)]
