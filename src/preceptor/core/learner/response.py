"""How ability turns into an outcome, and an outcome into a belief about it. Pure arithmetic."""

from math import exp, log, log1p, pi, sqrt

PROBIT = pi / 8.0  # matches a logistic to a normal ogive (MacKay 1992)

# Gauss-Hermite nodes and weights for a standard normal, as numpy.polynomial.hermite_e.hermegauss(15) gives
# them (written out because that import costs a tenth of a second).
NODES = (
    (-6.363947888829839, 8.589649899633252e-10),
    (-5.190093591304781, 5.975419597920599e-07),
    (-4.1962077112690155, 5.642146405189029e-05),
    (-3.2890824243987664, 0.001567357503549956),
    (-2.432436827009758, 0.017365774492137616),
    (-1.6067100690287297, 0.08941779539984437),
    (-0.799129068324548, 0.23246229360973225),
    (0.0, 0.31825951825951815),
    (0.799129068324548, 0.23246229360973225),
    (1.6067100690287297, 0.08941779539984437),
    (2.432436827009758, 0.017365774492137616),
    (3.2890824243987664, 0.001567357503549956),
    (4.1962077112690155, 5.642146405189029e-05),
    (5.190093591304781, 5.975419597920599e-07),
    (6.363947888829839, 8.589649899633252e-10),
)


def logistic(x: float) -> float:
    """Return 1 / (1 + exp(-x)) without overflow."""
    if x >= 0.0:
        return 1.0 / (1.0 + exp(-x))
    grown = exp(x)
    return grown / (1.0 + grown)


def chance(eta: float, var: float, discrimination: float, guess: float, slip: float) -> float:
    """Return the chance of success (0..1) when the ability less difficulty is N(eta, var) logits.

    guess + (1 - guess - slip) * logistic(a * eta / sqrt(1 + pi * a² * var / 8)): the four-parameter logistic
    (Barton & Lord 1981), averaged over the normal by MacKay's (1992) approximation. Where guess and slip
    leave no room for knowledge the chance is `guess`.
    """
    slope = discrimination / sqrt(1.0 + PROBIT * discrimination * discrimination * var)
    return guess + max(0.0, 1.0 - guess - slip) * logistic(slope * eta)


def slopes(eta: float, outcome: float, discrimination: float, guess: float, slip: float) -> tuple[float, float]:
    """Return (gradient, information) of the log-likelihood of a fractional `outcome` at ability eta (logits).

    The gradient is (y - p) p' / (p (1 - p)). The information is the expected one, p'² / (p (1 - p)), never
    negative: with guessing the observed curvature of a success can be, and a success would then make the
    belief less certain. Written in ratios so that neither end underflows to 0 / 0.
    """
    span = 1.0 - guess - slip
    if span <= 0.0:
        return 0.0, 0.0
    up = logistic(discrimination * eta)
    down = logistic(-discrimination * eta)
    known = span * up / (guess + span * up) if guess > 0.0 else 1.0
    missed = span * down / (slip + span * down) if slip > 0.0 else 1.0
    gradient = discrimination * (outcome * down * known - (1.0 - outcome) * up * missed)
    return gradient, discrimination * discrimination * up * down * known * missed


def posterior(
    eta: float,
    var: float,
    outcome: float,
    discrimination: float,
    guess: float,
    slip: float,
    worth: float = 1.0,
) -> tuple[float, float]:
    """Return (mean, variance) of the ability less difficulty after an outcome, from N(eta, var) before it.

    The moments of prior times likelihood ** `worth` by Gauss-Hermite quadrature: assumed-density filtering
    (Opper 1998; Minka 2001). A Laplace step, even iterated to the mode, takes its variance at one point of a
    skewed curve: on the same answers in another order it moved mastery by up to .2, the moments by a few
    hundredths. On a grid with positive weights the mean cannot fall after a success either, whatever guessing
    does to the curve.
    """
    span = 1.0 - guess - slip
    if span <= 0.0 or var <= 0.0 or worth <= 0.0:
        return eta, var
    spread = sqrt(var)
    total = first = second = 0.0
    for node, weight in NODES:
        x = discrimination * (eta + spread * node)
        up = 1.0 / (1.0 + exp(-x)) if x > -700.0 else 0.0
        if outcome >= 1.0:
            mass = guess + span * up
        elif outcome <= 0.0:
            mass = slip + span * (1.0 - up)
        else:
            mass = (guess + span * up) ** outcome * (slip + span * (1.0 - up)) ** (1.0 - outcome)
        mass = weight * (mass if worth == 1.0 else mass**worth)
        total += mass
        first += mass * node
        second += mass * node * node
    if total < 1e-200:
        total, first, second = _sums_of_logs(eta, spread, outcome, discrimination, guess, slip, worth)
    shift = first / total
    # No likelihood here curves more than worth * a² / 4, so no posterior is narrower than this (Brascamp &
    # Lieb 1976); a grid whose mass falls on one node would claim to be.
    narrowest = 1.0 / (1.0 + 0.25 * worth * discrimination * discrimination * var)
    left = min(1.0, max(narrowest, second / total - shift * shift))
    return eta + spread * shift, var * left


def log_likelihood(eta: float, outcome: float, discrimination: float, guess: float, slip: float) -> float:
    """Return the log-likelihood of a fractional outcome at ability eta (logits), without underflow."""
    span = 1.0 - guess - slip
    x = discrimination * eta
    log_up = -log1p(exp(-x)) if x > 0.0 else x - log1p(exp(x))
    success = log(guess + span * exp(log_up)) if guess > 0.0 else log(span) + log_up
    log_down = log_up - x
    failure = log(slip + span * exp(log_down)) if slip > 0.0 else log(span) + log_down
    return outcome * success + (1.0 - outcome) * failure


def _sums_of_logs(
    eta: float, spread: float, outcome: float, discrimination: float, guess: float, slip: float, worth: float
) -> tuple[float, float, float]:
    """Return `posterior`'s three sums up to a common factor, where the likelihood itself underflows."""
    logs = [
        worth * log_likelihood(eta + spread * node, outcome, discrimination, guess, slip) + log(weight)
        for node, weight in NODES
    ]
    top = max(logs)
    masses = [exp(value - top) for value in logs]
    pairs = [(mass, node) for mass, (node, _) in zip(masses, NODES, strict=True)]
    return (
        sum(masses),
        sum(mass * node for mass, node in pairs),
        sum(mass * node * node for mass, node in pairs),
    )
