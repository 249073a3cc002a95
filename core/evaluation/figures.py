"""Proportions and delays with what they are worth: intervals at 95 %, by methods that hold with few people.

Wilson (1927) for one proportion, Newcombe (1998, method 10) for the difference of two, order statistics for a median,
Student for a mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, sqrt
from statistics import NormalDist, fmean, median, variance

Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Estimate:
    """A value with its interval at 95 %; `n` is how many it rests on. Proportions lie between 0 and 1."""

    value: float
    low: float
    high: float
    n: int


def proportion(k: int, n: int) -> Estimate | None:
    """`k` of `n`; None when there is nobody."""
    if not n:
        return None
    share, spread = k / n, Z * Z / n
    middle = (share + spread / 2) / (1 + spread)
    half = Z * sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    # rounding must not leave the value outside its interval
    return Estimate(share, min(share, max(0.0, middle - half)), max(share, min(1.0, middle + half)), n)


def difference(k1: int, n1: int, k2: int, n2: int) -> Estimate | None:
    """The first proportion less the second, between -1 and 1."""
    one, two = proportion(k1, n1), proportion(k2, n2)
    if one is None or two is None:
        return None
    gap = one.value - two.value
    low = gap - sqrt((one.value - one.low) ** 2 + (two.high - two.value) ** 2)
    high = gap + sqrt((one.high - one.value) ** 2 + (two.value - two.low) ** 2)
    return Estimate(gap, low, high, n1 + n2)


def middle(values: Sequence[float]) -> Estimate | None:
    """The median, and an interval by ranks; below six values the interval is all of them."""
    ordered, n = sorted(values), len(values)
    if not n:
        return None
    rank = floor((n - Z * sqrt(n)) / 2)
    low, high = (ordered[rank - 1], ordered[n - rank]) if rank >= 1 else (ordered[0], ordered[-1])
    return Estimate(median(ordered), low, high, n)


def mean(values: Sequence[float]) -> Estimate | None:
    """The mean, and Student's interval; both ends are the value when nothing varies, or below two values."""
    n = len(values)
    if not n:
        return None
    at = fmean(values)
    half = _student(n - 1) * sqrt(variance(values) / n) if n > 1 else 0.0
    return Estimate(at, at - half, at + half, n)


def mean_gap(ones: Sequence[float], others: Sequence[float]) -> Estimate | None:
    """The mean of the first less that of the second, by Welch (1947); None below two values on a side."""
    if min(len(ones), len(others)) < 2:
        return None
    gap, parts = fmean(ones) - fmean(others), [(variance(side) / len(side), len(side)) for side in (ones, others)]
    spread = sum(part for part, _ in parts)
    if not spread:
        return Estimate(gap, gap, gap, len(ones) + len(others))
    freedom = spread**2 / sum(part**2 / (n - 1) for part, n in parts)
    half = _student(freedom) * sqrt(spread)
    return Estimate(gap, gap - half, gap + half, len(ones) + len(others))


def _student(freedom: float) -> float:
    """The 97.5 % point of Student's law: exact for 1 and 2, else Cornish and Fisher's series (Abramowitz 26.7.5), which
    is right to 0.5 % from 4 degrees on."""
    if freedom < 1.5:
        return 12.706
    if freedom < 2.5:
        return 4.303
    z, v = Z, freedom
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / v ** (n + 1) for n, term in enumerate(terms))
