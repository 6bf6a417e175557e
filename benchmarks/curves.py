"""Curves that look like training's, and what packs them into records."""

import numpy as np

from runlore.entities.records import RowsLogged

KEYS = (
    "train/loss", "train/grad_norm", "train/accuracy", "train/lr", "train/tokens_per_sec",
    "train/perplexity", "aux/entropy", "aux/kl", "aux/value_loss", "time/step_ms",
)  # fmt: skip


def loss(rows: int, seed: int, first: int = 0) -> np.ndarray:
    """float64[1, rows]: a loss, born as float32."""
    random = np.random.default_rng([seed, first, 1])
    decay = np.exp(-np.arange(first, first + rows) / 30_000)
    noisy = 0.35 + 2.3 * decay + 0.08 * random.standard_normal(rows) * (0.3 + decay)
    return noisy.astype(np.float32).astype(np.float64)[None, :]


def training(rows: int, seed: int, first: int = 0) -> np.ndarray:
    """float64[10, rows]: what ten metrics of one training say, born as float32."""
    random = np.random.default_rng([seed, first])
    x = np.arange(first, first + rows)
    decay = np.exp(-x / 30_000)
    (curve,) = loss(rows, seed, first)
    values = (
        curve,
        np.exp(0.3 * random.standard_normal(rows)) * (0.5 + decay),
        random.binomial(64, np.clip(0.95 - 0.8 * decay, 0, 1)) / 64,
        3e-4 * 0.5 * (1 + np.cos(np.pi * x / 1_000_000)),
        51_000 + 900 * random.standard_normal(rows),
        np.exp(curve),
        1.2 * decay + 0.02 * random.standard_normal(rows),
        np.abs(0.01 * random.standard_normal(rows)),
        0.4 * decay + np.abs(0.05 * random.standard_normal(rows)),
        81 + 1.5 * random.standard_normal(rows),
    )
    return np.array(values, np.float32).astype(np.float64)


def noise(rows: int, seed: int, first: int = 0) -> np.ndarray:
    """float64[10, rows] of which no bit can be foretold but the sign and size."""
    return np.random.default_rng([seed, first]).standard_normal((10, rows))


def pack(values: np.ndarray, first: int = 0, keys: tuple[str, ...] = KEYS) -> RowsLogged:
    """Rows at consecutive steps, logged ten times a second with a little jitter."""
    rows = values.shape[1]
    packed = np.empty((rows, 2 + len(keys)), np.int64)
    packed[:, 0] = np.arange(first, first + rows)
    jitter = np.random.default_rng(first).normal(0, 2_000, rows).astype(np.int64)
    packed[:, 1] = 1_760_000_000_000_000 + packed[:, 0] * 100_000 + jitter
    packed[:, 2:] = np.ascontiguousarray(values.T).view(np.int64)
    return RowsLogged(keys, rows, packed.tobytes())
