"""Writes scipy-reference.json: what SciPy says to the inputs of the statistics tests. SciPy has no
correction by Holm; statsmodels, which builds on SciPy, has, and is given SciPy's p values.

    python -m venv env
    env/bin/pip install numpy==2.4.6 scipy==1.17.1 statsmodels==0.15.0
    env/bin/python scipy_reference.py > scipy-reference.json
"""
import json

import numpy as np
from scipy import stats
from statsmodels.stats.multitest import multipletests

rng = np.random.default_rng(7)


def student(values, level):
    mean = np.mean(values)
    low, high = stats.t.interval(
        level, len(values) - 1, loc=mean, scale=stats.sem(values)
    )
    return {"values": values, "level": level, "mean": mean, "half": (high - low) / 2}


def pairs(first, second):
    t = stats.ttest_rel(first, second)
    # Every sign of every difference, which is exact with and without ties.
    everything = stats.PermutationMethod(n_resamples=np.inf)
    few = len(first) <= 13
    w = stats.wilcoxon(first, second, method=everything if few else "exact")
    return {
        "first": first,
        "second": second,
        "t": t.statistic,
        "t_p": t.pvalue,
        "wilcoxon_p": w.pvalue,
        "exact": True,
    }


def many_pairs(first, second):
    t = stats.ttest_rel(first, second)
    w = stats.wilcoxon(first, second, method="approx", correction=False)
    return {
        "first": first,
        "second": second,
        "t": t.statistic,
        "t_p": t.pvalue,
        "wilcoxon_p": w.pvalue,
        "exact": False,
    }


def bootstrap(both, first_only, second_only, neither):
    change = np.repeat([0, 1, -1, 0], [both, first_only, second_only, neither])
    result = stats.bootstrap(
        (change,),
        np.mean,
        n_resamples=20000,
        confidence_level=0.95,
        method="percentile",
        rng=np.random.default_rng(1),
        batch=500,
    )
    return {
        "both": both,
        "first_only": first_only,
        "second_only": second_only,
        "neither": neither,
        "low": result.confidence_interval.low,
        "high": result.confidence_interval.high,
    }


def bootstrap_over_seeds(counts, seeds):
    """Images by how many seeds the first method won minus how many the second won."""
    change = np.repeat(list(counts.keys()), list(counts.values())) / seeds
    result = stats.bootstrap(
        (change,),
        np.mean,
        n_resamples=20000,
        confidence_level=0.95,
        method="percentile",
        rng=np.random.default_rng(2),
        batch=500,
    )
    sums = result.bootstrap_distribution
    return {
        "counts": {str(k): v for k, v in counts.items()},
        "seeds": seeds,
        "low": result.confidence_interval.low,
        "high": result.confidence_interval.high,
        "p": min(1, 2 * min(np.mean(sums <= 1e-12), np.mean(sums >= -1e-12))),
    }


def holm(methods, baseline):
    p = [stats.ttest_rel(method, baseline).pvalue for method in methods]
    return {
        "methods": methods,
        "baseline": baseline,
        "p": p,
        "adjusted": list(multipletests(p, method="holm")[1]),
    }


def decimals(values, digits):
    return [round(float(v), digits) for v in values]


base = rng.normal(0.42, 0.01, 20)
print(
    json.dumps(
        {
            "student": [
                student([0.423, 0.4206, 0.4311], 0.95),
                student([0.5, 0.75], 0.95),
                student([10.0, 12.0, 11.5, 9.25, 30.0], 0.99),
                student(decimals(rng.normal(0, 3, 30), 6), 0.9),
            ],
            "pairs": [
                pairs([0.43, 0.44, 0.42, 0.45, 0.46], [0.41, 0.43, 0.425, 0.415, 0.435]),
                # Three differences of the same size, and two of none.
                pairs(
                    [8.0, 7.0, 6.0, 5.0, 9.0, 4.0, 7.0, 7.0],
                    [7.0, 6.0, 7.0, 5.0, 6.0, 4.0, 5.0, 2.0],
                ),
                pairs(decimals(base, 6), decimals(base + rng.normal(0.004, 0.01, 20), 6)),
                # Whole numbers, so that ties are ties in binary too.
                many_pairs(
                    decimals(rng.normal(53, 10, 60), 0), decimals(rng.normal(50, 10, 60), 0)
                ),
            ],
            "bootstrap": [
                bootstrap(300, 80, 50, 570),
                bootstrap(10, 3, 9, 78),
            ],
            "bootstrap_over_seeds": [
                bootstrap_over_seeds({-3: 5, -2: 20, -1: 90, 0: 700, 1: 120, 2: 45, 3: 20}, 3),
                bootstrap_over_seeds({-2: 30, -1: 100, 0: 400, 1: 110, 2: 31}, 2),
            ],
            "holm": [
                holm(
                    [
                        [0.43, 0.44, 0.42, 0.45, 0.46],
                        [0.40, 0.41, 0.44, 0.43, 0.42],
                        [0.50, 0.47, 0.49, 0.52, 0.51],
                        [0.41, 0.44, 0.43, 0.40, 0.46],
                    ],
                    [0.41, 0.43, 0.425, 0.415, 0.435],
                ),
            ],
        },
        indent=1,
    )
)
