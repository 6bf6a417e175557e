"""Train a small neural network on handwritten digits with five learning rates, and track each.

    pip install 'runlore[demo]'
    python train_digits.py
    runlore ui

The lines that matter for tracking begin with `run` or `runlore`; all the rest is the training.
"""

import argparse
import json
from pathlib import Path

import joblib
import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits
from sklearn.metrics import ConfusionMatrixDisplay, accuracy_score, classification_report, log_loss
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

import runlore

LEARNING_RATES = [1e-2, 1e-3, 1e-4, 3e-3, 3e-4]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=100)
    parser.add_argument("--out", type=Path, default=Path("digits"), help="folder for the models")
    args = parser.parse_args()

    mpl.use("agg")  # draw into files, no window
    pixels, labels = load_digits(return_X_y=True)
    training, held_back = split(pixels / 16.0, labels, part=0.4)
    validation, test = split(*held_back, part=0.5)

    for learning_rate in LEARNING_RATES:
        folder = args.out / f"lr-{learning_rate:g}"
        folder.mkdir(parents=True, exist_ok=True)
        train(learning_rate, args.epochs, training, validation, test, folder)


def train(learning_rate, epochs, training, validation, test, folder):
    """Train one network; keep its curves, its mistakes and itself."""
    config = {
        "model": "mlp",
        "hidden": [192, 96],
        "optimizer": "adam",
        "learning_rate": learning_rate,
        "batch_size": 32,
        "epochs": epochs,
        "seed": 7,
    }
    with runlore.start_run(
        project="digits",
        experiment="learning-rate",
        name="{model}-lr{learning_rate}",
        config=config,
    ) as run:
        print(f"\n{run.name}: {len(training[1])} digits to learn from, {epochs} epochs")
        chance = np.random.default_rng(config["seed"])
        network = MLPClassifier(
            hidden_layer_sizes=config["hidden"],
            learning_rate_init=learning_rate,
            random_state=config["seed"],
        )

        history = []
        for epoch in range(epochs):
            for pixels, labels in batches(training, config["batch_size"], chance):
                network.partial_fit(pixels, labels, classes=range(10))
            row = {**scores(network, "train", training), **scores(network, "val", validation)}
            run.log(row, step=epoch)
            history.append(row)
            print(
                f"epoch {epoch + 1:>3}/{epochs}"
                f"   train loss {row['train/loss']:.4f}"
                f"   val loss {row['val/loss']:.4f}"
                f"   val accuracy {row['val/accuracy']:.1%}"
            )

        guesses = network.predict(test[0])
        run.log_metric("test/accuracy", accuracy_score(test[1], guesses))
        print(classification_report(test[1], guesses, zero_division=0))

        run.log_figure(confusion_matrix(test[1], guesses), "confusion_matrix.png")
        joblib.dump(network, folder / "model.joblib")
        run.log_artifact(folder / "model.joblib")
        (folder / "history.json").write_text(json.dumps(history))
        run.log_artifact(folder / "history.json")


def split(pixels, labels, part):
    """Cut the digits in two, every digit equally often on both sides."""
    first_x, second_x, first_y, second_y = train_test_split(
        pixels, labels, test_size=part, stratify=labels, random_state=7
    )
    return (first_x, first_y), (second_x, second_y)


def batches(digits, size, chance):
    """All digits once, in a new order, `size` at a time."""
    pixels, labels = digits
    order = chance.permutation(len(labels))
    for start in range(0, len(order), size):
        chosen = order[start : start + size]
        yield pixels[chosen], labels[chosen]


def scores(network, name, digits):
    """Loss and accuracy on these digits, as metrics called `name/…`."""
    pixels, labels = digits
    probabilities = network.predict_proba(pixels)
    return {
        f"{name}/loss": float(log_loss(labels, probabilities, labels=range(10))),
        f"{name}/accuracy": float(accuracy_score(labels, probabilities.argmax(axis=1))),
    }


def confusion_matrix(labels, guesses):
    """Which digit was taken for which."""
    figure, axes = plt.subplots(figsize=(6, 6), layout="constrained")
    ConfusionMatrixDisplay.from_predictions(labels, guesses, ax=axes, colorbar=False, cmap="Blues")
    plt.close(figure)
    return figure


if __name__ == "__main__":
    main()
