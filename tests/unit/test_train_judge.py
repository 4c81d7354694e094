"""Training the judge: mixing and calibrating scores, and which rows are kept."""

from __future__ import annotations

import numpy as np
import pytest

from tools.train_judge import Row, fit, kept, likeliest


def test_the_mix_is_the_one_that_tells_the_labels():
    labels = np.array([True, False] * 20)
    telling, noise = np.where(labels, 1.0, -1.0) * np.linspace(0.1, 2, 40), np.tile([1.0, 1.0, -1.0, -1.0], 10)
    assert likeliest(telling, noise, labels)[0] == 0.0
    assert likeliest(noise, telling, labels)[0] == 1.0


def test_probabilities_are_calibrated():
    labels = np.array([True, True, False, True, False, False, True, False])
    _, _, _, chances = likeliest(np.full(8, 3.0), np.full(8, 3.0), labels)
    assert chances == pytest.approx(np.full(8, 0.5), abs=0.02)


def test_nothing_to_train_on_is_no_fault():
    mix, scale, shift, chances = likeliest(np.zeros(0), np.zeros(0), np.zeros(0, dtype=bool))
    assert (mix, scale, shift, len(chances)) == (0.0, 1.0, 0.0, 0)


def test_of_rows_with_one_anchor_the_likeliest_is_kept_where_it_reaches_the_threshold():
    rows = [Row(0, {}, (), anchor, right=True) for anchor in ("a", "a", None, "b")]
    assert kept(rows, np.array([0.5, 0.6, 0.4, 0.3]), 0.4) == [rows[1], rows[2]]


def test_steps_are_learnt_one_after_the_other():
    told, whose = [at % 2 == 0 for at in range(80)], [at % 4 == 0 for at in range(80)]
    rows = [
        Row(0, {}, ("told",) * a + ("whose",) * (b or not a), None, right=b, steps=(a, b))  # the second feature tells nothing where the first is absent
        for a, b in zip(told, whose, strict=True)
    ]
    fitted = fit(rows)
    assert fitted is not None
    assert len(fitted.linear) == 2
    linear, _ = fitted.scores([Row(0, {}, features, None, right=False) for features in (("told", "whose"), ("told",), ("whose",))])
    assert linear[0] > linear[1]
    assert linear[0] > linear[2]
