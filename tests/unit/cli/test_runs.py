"""``runlore runs``: what a user finds out about runs in a terminal."""

import pytest
from tests.unit.cli.command_line import CommandLine


def test_a_list_is_newest_first_and_shows_what_tells_runs_apart(trained: CommandLine) -> None:
    lines = trained("runs", "list").stdout.splitlines()
    head = lines[0].split()
    assert head[:5] == ["id", "name", "status", "started", "took"]
    assert head[5:] == ["params.lr", "metrics.final", "metrics.odd", "metrics.val/loss"]
    assert [line.split()[1] for line in lines[1:]] == ["lr-0.01", "lr-0.1"]


def test_a_list_for_a_script_is_the_runs_themselves(trained: CommandLine) -> None:
    first, second = trained.json("runs", "list")
    assert [first["params"]["lr"], second["params"]["lr"]] == [0.01, 0.1]
    assert first["params"]["optimizer"] == {"name": "sgd"}
    assert first["metrics"]["odd"]["last"] == "NaN"
    assert first["status"] == "finished"


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["-q", "params.lr < 0.05"], ["lr-0.01"]),
        (["-q", "metrics.`val/loss`.min < 2"], ["lr-0.1"]),
        (["--order-by", "metrics.final DESC"], ["lr-0.1", "lr-0.01"]),
        (["-n", "1"], ["lr-0.01"]),
        (["--project", "cli", "--experiment", "rates"], ["lr-0.01", "lr-0.1"]),
        (["--project", "another"], []),
        (["--deleted"], []),
    ],
)
def test_a_list_takes_queries_and_orders(
    trained: CommandLine, words: list[str], names: list[str]
) -> None:
    assert [run["name"] for run in trained.json("runs", "list", *words)] == names


def test_a_query_that_does_not_parse_says_where(trained: CommandLine) -> None:
    done = trained("runs", "list", "-q", "metrics.loss <")
    assert done.returncode == 2
    assert "does not parse" in done.stderr


def test_the_user_chooses_columns(trained: CommandLine) -> None:
    lines = trained("runs", "list", "--column", "params.seed").stdout.splitlines()
    assert [line.split()[-1] for line in lines] == ["params.seed", "7", "7"]
    assert trained("runs", "list", "--column", "seed").returncode == 2


def test_a_run_is_shown_by_name_by_id_and_by_the_beginning_of_an_id(trained: CommandLine) -> None:
    whole = trained.json("runs", "show", "lr-0.1")
    assert trained.json("runs", "show", whole["id"])["name"] == "lr-0.1"
    assert trained.json("runs", "show", whole["id"][:20])["name"] == "lr-0.1"


def test_a_run_shows_its_params_tags_and_metrics(trained: CommandLine) -> None:
    shown = trained("runs", "show", "lr-0.1").stdout
    for expected in ("cli › rates", "finished", '{"name":"sgd"}', "nlp", "val/loss"):
        assert expected in shown
    loss = next(line for line in shown.splitlines() if line.startswith("val/loss"))
    assert loss.split()[1:] == ["1", "1", "10", "2.92897", "10"]


def test_a_run_that_is_not_there_is_a_problem(trained: CommandLine) -> None:
    done = trained("runs", "show", "nobody")
    assert done.returncode == 1
    assert "There is no run 'nobody'." in done.stderr


def test_a_name_of_two_runs_is_refused_with_their_ids(runlore: CommandLine) -> None:
    runlore.train("import runlore\nfor _ in range(2):\n    runlore.start_run(name='twin').finish()")
    done = runlore("runs", "show", "twin")
    assert done.returncode == 2
    assert all(run["id"] in done.stderr for run in runlore.json("runs", "list"))


def test_a_comparison_shows_what_differs(trained: CommandLine) -> None:
    values = trained.json("runs", "compare", "lr-0.1", "lr-0.01")["values"]
    assert values["params.lr"] == ["0.1", "0.01"]
    assert "params.seed" not in values
    everything = trained.json("runs", "compare", "lr-0.1", "lr-0.01", "--all")["values"]
    assert everything["params.seed"] == ["7", "7"]
