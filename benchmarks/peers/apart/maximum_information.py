"""Adaptive tests by catsim's maximum-information rule and its own estimator. Runs in .venv-peers.

Given `item` (M, 2), discrimination and difficulty, `answers` (N, M) and `length`, it finds `order` and `estimate`
(N, length): the items each person was asked, and the ability after each answer. Everybody starts at ability 0.
"""

from __future__ import annotations

import sys

import numpy as np
from catsim.estimation import NumericalSearchEstimator
from catsim.item_bank import ItemBank
from catsim.selection import MaxInfoSelector


def main(given: str, found: str) -> None:
    with np.load(given) as arrays:
        bank, answers, length = ItemBank(arrays["item"]), arrays["answers"] == 1.0, int(arrays["length"])
    sittings = [sitting(bank, row, length) for row in answers]
    np.savez(found, order=[order for order, _ in sittings], estimate=[estimates for _, estimates in sittings])


def sitting(bank: ItemBank, answers: np.ndarray, length: int) -> tuple[list[int], list[float]]:
    """The items one person was asked, and the estimate after each."""
    selector, estimator = MaxInfoSelector(), NumericalSearchEstimator()
    order: list[int] = []
    estimates: list[float] = []
    ability = 0.0
    for _ in range(length):
        order.append(int(selector.select(item_bank=bank, administered_items=order, est_theta=ability)))
        responses = answers[order].tolist()
        ability = float(
            estimator.estimate(item_bank=bank, administered_items=order, response_vector=responses, est_theta=ability)
        )
        estimates.append(ability)
    return order, estimates


if __name__ == "__main__":
    main(*sys.argv[1:])
