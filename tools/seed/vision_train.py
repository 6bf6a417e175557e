"""A user's training script: a small network learns to read digits, at several learning rates.

``python vision_train.py RATE…``: the project ``vision`` gets a run for each rate. Everything that a
run page shows comes from here by the Python API. A rate that is too high ends in a failed run.
"""

import contextlib
import json
import sys

import numpy as np
from sklearn.datasets import load_digits
from sklearn.metrics import log_loss
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

import runlore
from runlore import mlflow

EPOCHS = 16
HIDDEN = 32
SHOWN = 200
"""Examples in a table: enough to look through."""

CLASSES = [str(digit) for digit in range(10)]

NOTES = """## What is tried

One hidden layer, plain SGD. **Only the learning rate differs**, so the curves can be compared.

| rate | expected |
|---|---|
| `0.001` | slow, still falling at the end |
| `0.03` | best of the set |

- [x] the split is the same in all runs
- [ ] repeat with three seeds
"""

Split = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def main(rates: list[float]) -> None:
    """One run for each rate; what goes wrong in one is kept with it and does not end the rest."""
    images, labels = load_digits(return_X_y=True)
    split = train_test_split(images / 16, labels, random_state=0)
    for rate in rates:
        with contextlib.suppress(FloatingPointError):
            train(rate, split)


def train(rate: float, split: Split) -> None:
    """Train at one rate and keep what comes of it."""
    x, x_test, y, y_test = split
    config = {
        "lr": rate,
        "optimizer": {"name": "sgd", "momentum": 0.9},
        "model": {"layers": [64, HIDDEN, 10], "activation": "relu"},
        "data": {"name": "digits", "split": "3:1"},
        "epochs": EPOCHS,
        "seed": 0,
    }
    with runlore.init(
        project="vision",
        experiment="learning-rate",
        name="mlp-lr{lr}",
        config=config,
        tags={"team": "reading", "stage": "try"},
        notes=NOTES,
    ) as run:
        run.log_data("digits", split[0], context="train")
        model = MLPClassifier((HIDDEN,), solver="sgd", learning_rate_init=rate, random_state=0)
        for epoch in range(EPOCHS):
            model.partial_fit(x, y, classes=np.arange(10))
            learned(run, model, split, epoch)
            if epoch % 8 == 7:
                look(run, model, (x_test, y_test), epoch)
        keep(run, model, (x_test, y_test), config)


def learned(run: runlore.Run, model: MLPClassifier, split: Split, epoch: int) -> None:
    """Log how far an epoch came.

    Raises:
        FloatingPointError: when the network diverged.
    """
    x, x_test, y, y_test = split
    chances = model.predict_proba(x_test)
    loss = log_loss(y_test, chances, labels=range(10))
    row = {
        "train/loss": log_loss(y, model.predict_proba(x), labels=range(10)),
        "val/loss": loss,
        "train/accuracy": model.score(x, y),
        "val/accuracy": model.score(x_test, y_test),
        "norm/first": float(np.linalg.norm(model.coefs_[0])),
        "norm/second": float(np.linalg.norm(model.coefs_[1])),
    }
    run.log(row, step=epoch)
    print(f"epoch {epoch:2d}  \x1b[32mtrain {row['train/loss']:.4f}\x1b[0m  val {loss:.4f}")
    if loss > 5:
        raise FloatingPointError(f"the loss rose to {loss:.1f} in epoch {epoch}: lower the rate")


def look(run: runlore.Run, model: MLPClassifier, test: tuple[np.ndarray, ...], epoch: int) -> None:
    """Pictures of what the network looks for, and its guesses as a table, at one epoch."""
    x, y = test
    filters = model.coefs_[0].T[:32].reshape(4, 8, 8, 8).transpose(0, 2, 1, 3).reshape(32, 64)
    run.log_image(scaled(filters), "filters", step=epoch)
    wrong = np.flatnonzero(model.predict(x) != y)[:16]
    shown = np.zeros((16, 64))
    shown[: len(wrong)] = x[wrong]
    tiles = shown.reshape(2, 8, 8, 8).transpose(0, 2, 1, 3).reshape(16, 64)
    run.log_image(scaled(tiles), "wrong", step=epoch)
    x, y = x[:SHOWN], y[:SHOWN]
    chances = model.predict_proba(x)
    examples = {
        "id": list(range(len(y))),
        "image": [runlore.Image(scaled(one.reshape(8, 8))) for one in x],
        "confidence": chances.max(axis=1).round(4).tolist(),
    }
    matrix = runlore.plots.confusion_matrix(
        y.tolist(), chances.tolist(), CLASSES, examples, id="id"
    )
    run.log_table(matrix, "predictions", step=epoch)


def keep(
    run: runlore.Run,
    model: MLPClassifier,
    test: tuple[np.ndarray, ...],
    config: dict[str, object],
) -> None:
    """Log the model, its curves and a report."""
    x, y = test
    chances = model.predict_proba(x).tolist()
    run.log_table(runlore.plots.pr_curve(y.tolist(), chances, CLASSES), "precision-recall")
    run.log_table(runlore.plots.roc_curve(y.tolist(), chances, CLASSES), "roc")
    accuracy = float(model.score(x, y))
    run.log_metric("test/accuracy", accuracy)
    run.log_text(f"# Digit reader\n\nReads **{accuracy:.1%}** of unseen digits.\n", "README.md")
    run.log_text(json.dumps(config, indent=2), "config.json")
    pairs = enumerate(zip(y, model.predict(x), strict=True))
    rows = "".join(f"{number},{label},{guess}\n" for number, (label, guess) in pairs)
    run.log_text(f"id,label,guess\n{rows}", "guesses.csv")
    mlflow.sklearn.log_model(model, name="model", input_example=x[:2])


def scaled(values: np.ndarray) -> np.ndarray:
    """uint8: a picture from dark to light, eight times as large as it was."""
    low, high = float(values.min()), float(values.max())
    grey = ((values - low) / max(high - low, 1e-9) * 255).astype(np.uint8)
    return grey.repeat(8, axis=0).repeat(8, axis=1)


if __name__ == "__main__":
    main([float(rate) for rate in sys.argv[1:]])
