"""Fills a server with the predictions of two runs, as a user's script would."""

import sys

import numpy as np

import runlore

SIZE = 400
CLASSES = ["ant", "bee", "cow"]


def predictions(skill: float, seed: int) -> tuple[list[int], list[list[float]]]:
    """Right classes, and scores that find them the better the larger the skill is."""
    chance = np.random.default_rng(1)
    truth = chance.integers(0, len(CLASSES), SIZE)
    noise = np.random.default_rng(seed).random((SIZE, len(CLASSES)))
    scores = noise + skill * np.eye(len(CLASSES))[truth]
    return truth.tolist(), (scores / scores.sum(axis=1, keepdims=True)).tolist()


def picture(number: int) -> runlore.Image:
    return runlore.Image(np.full((8, 8), number % 7 / 7))


def log(name: str, skill: float, seed: int) -> None:
    with runlore.init(project="insects", name=name) as run:
        for step in (1, 2):
            truth, scores = predictions(skill * step / 2, seed)
            examples = {
                "id": list(range(SIZE)),
                "image": [picture(number) for number in range(SIZE)],
                "conf": [max(row) for row in scores],
                "text": ["<img src=x onerror=alert(1)>"] * SIZE,
            }
            run.log_table(
                runlore.plots.confusion_matrix(truth, scores, CLASSES, examples, id="id"),
                "val/predictions",
                step=step,
            )
        run.log_table(runlore.plots.roc_curve(truth, scores, CLASSES), "val/scores")


if __name__ == "__main__":
    runlore.set_tracking_uri(sys.argv[1])
    log("weak", 0.5, seed=2)
    log("strong", 1.5, seed=3)
    runlore.init(project="insects", name="bare").finish()
