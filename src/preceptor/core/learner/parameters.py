"""The belief's hyper-parameters, each with its unit and source. Knows nothing of learners."""

from dataclasses import dataclass, fields
from math import isfinite


@dataclass(frozen=True, slots=True)
class Parameters:
    """Every constant of the belief. Times are in days, abilities in logits, variances in squared logits.

    The defaults suit medical multiple-choice items with feedback. Those marked *estimate* have no published
    value for this setting; they were set from the prototype's fits to two school logs (which have shorter
    steps and so faster learning) and should be re-fitted once a programme has data. `version` names the set
    in the log.

    Prior: `general_var` is the spread of learners' overall level, `competency_var` that of one competency
    about it, `familiarity_var` that of knowing one very question beforehand, `difficulty_var` that of item
    difficulty about its prior mean (all estimates). `rater_var` is the spread of raters' severity: .12 / .87 of
    that of abilities (examiners and candidates in PACES: McManus, Thompson & Mollon 2006),
    `programme_var` that of programmes' general levels, .11 / .89 of that within one (USMLE: Hecker & Violato 2008).
    `steepness_var` is the variance of the logarithm of discrimination among items; 0 leaves discriminations as they
    are given.

    Response: `slip` is the chance of failing while knowing (estimate). Full help makes an activity easier by
    `assistance_ease` and takes away the share `assistance_discount` of what it tells (estimates).

    Learning: one answer moves its competency up by `learning_success` or `learning_failure` (with feedback a
    failure teaches too), divided by (1 + answers so far) ** `learning_shrink` (power law of practice: Newell
    & Rosenbloom 1981; Pavlik et al. 2009, performance factors analysis; estimates). `familiarity_success` and
    `familiarity_failure` do the same to the item just seen. Beside these small steps an answer may bring an
    insight: with the chance leap / (1 + `leap` * failures so far) ability is afterwards `leap_height` logits above
    what was asked (all-or-none learning: Estes 1960; knowledge tracing: Corbett & Anderson 1995). The chance falls
    with failures because whoever failed often is likelier to be somebody to whom it does not come: the mean of a
    Beta(1, 1 / leap - 1) after so many tries in vain. 0 turns it off.

    Forgetting: what was learnt keeps the share (1 + days / stability) ** -`forgetting_exponent` (power law:
    Wixted & Ebbesen 1991). A stability starts at `initial_stability` and grows by (1 + `stability_growth`)
    days for each day by which a success was spaced (spacing: Cepeda et al. 2008). With the defaults about two
    thirds of a deviation is left after one year, as in the review of basic science knowledge by Custers 2010.
    The item itself is forgotten faster: `familiarity_exponent`, `familiarity_stability` (estimates).

    Responsiveness: each answer leaves at least a little doubt, `general_noise` and `competency_noise`
    (squared logits an answer), and time adds `general_noise_per_day`; no variance ever passes its prior
    (estimates).

    Recency: a fast trait of form on the day. `recency_var` is its variance (0 turns it off), `recency_decay`
    the share kept from one answer to the next, `recency_days` the days in which it fades to 1/e between
    sittings. It helps to predict the next answer; it is never part of mastery.

    Prerequisites: a competency without evidence is expected at `prerequisite_pull` (0..1) times the mean of
    its prerequisites.

    Mastery: fewer than `min_evidence` answers' worth of evidence, or an interval wider than `max_width` (on
    the chance of success), is not enough evidence for a verdict.

    Limits: no answer takes an ability beyond `ability_limit` logits either way, a chance of .993 on the
    average item; learners out there cannot be told apart, and a belief could not come back (estimate).

    Raises ValueError when a value is out of range.
    """

    version: str = "medical-1"
    general_var: float = 1.0
    competency_var: float = 0.5
    familiarity_var: float = 0.07
    difficulty_var: float = 1.0
    steepness_var: float = 0.0
    rater_var: float = 0.2
    programme_var: float = 0.12
    slip: float = 0.02
    assistance_ease: float = 0.5
    assistance_discount: float = 0.8
    learning_success: float = 0.12
    learning_failure: float = 0.10
    learning_shrink: float = 0.7
    leap: float = 0.0
    leap_height: float = 2.5
    familiarity_success: float = 0.20
    familiarity_failure: float = 0.10
    forgetting_exponent: float = 0.15
    initial_stability: float = 20.0
    stability_growth: float = 1.0
    familiarity_exponent: float = 0.5
    familiarity_stability: float = 20.0
    general_noise: float = 0.001
    competency_noise: float = 0.005
    general_noise_per_day: float = 0.001
    recency_var: float = 0.0
    recency_decay: float = 0.8
    recency_days: float = 0.5
    prerequisite_pull: float = 0.5
    min_evidence: float = 3.0
    max_width: float = 0.6
    ability_limit: float = 5.0

    def __post_init__(self) -> None:
        """Check every range."""
        if not self.version:
            raise ValueError("parameters need a version")
        for part in fields(self):
            if part.name != "version":
                self._check(part.name)

    def _check(self, name: str) -> None:
        value = getattr(self, name)
        low, high = _RANGES.get(name, (0.0, 1e6))
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value):
            raise ValueError(f"parameter {name} must be a finite number, not {value!r}")
        if not low <= value <= high:
            raise ValueError(f"parameter {name} must lie in {low:g}..{high:g}, not {value}")


_TINY = 1e-6
_RANGES = {
    "general_var": (_TINY, 1e3),
    "competency_var": (_TINY, 1e3),
    "difficulty_var": (_TINY, 1e3),
    "rater_var": (_TINY, 1e3),
    "programme_var": (_TINY, 1e3),
    "slip": (0.0, 0.5),
    "assistance_discount": (0.0, 1.0),
    "learning_success": (0.0, 10.0),
    "learning_failure": (0.0, 10.0),
    "learning_shrink": (0.0, 10.0),
    "leap": (0.0, 1.0),
    "leap_height": (0.0, 10.0),
    # Recognising a question may also mean repeating the same mistake.
    "familiarity_success": (-10.0, 10.0),
    "familiarity_failure": (-10.0, 10.0),
    "forgetting_exponent": (0.0, 10.0),
    "initial_stability": (_TINY, 1e6),
    "familiarity_exponent": (0.0, 10.0),
    "familiarity_stability": (_TINY, 1e6),
    "recency_decay": (0.0, 1.0),
    "recency_days": (_TINY, 1e6),
    "prerequisite_pull": (0.0, 1.0),
    "max_width": (_TINY, 1.0),
    "ability_limit": (1.0, 1e3),
}
