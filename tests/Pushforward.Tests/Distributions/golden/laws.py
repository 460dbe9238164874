"""Golden values for LawGoldenTests: laws.csv beside this script. Needs mpmath; 40 digits.

law; x; ln f(x); ln P(X <= x); ln P(X > x)          for places x over the whole range of doubles
quantile:law; p; x                                   for probabilities from 1e-300
upper:law; q; x                                      P(X > x) = q"""
import sys
from pathlib import Path
from mpmath import (mp, mpf, exp, log, sqrt, pi, erfc, erf, atan, atan2, gamma, loggamma, gammainc, expm1, log1p, findroot, quad,
                    hyp1f1, hyp2f1, beta, nstr, inf, cot, erfinv)

mp.dps = 40


def normal(m, s):
    def tail(z):  # P(Z > z)
        return erfc(z / sqrt(2)) / 2
    return (lambda x: -((x - m) / s) ** 2 / 2 - log(s * sqrt(2 * pi)), lambda x: tail(-(x - m) / s), lambda x: tail((x - m) / s))


def lognormal(m, s):
    f, c, q = normal(m, s)
    return lambda x: f(log(x)) - log(x), lambda x: c(log(x)), lambda x: q(log(x))


def uniform(a, b):
    return lambda x: -log(b - a), lambda x: (x - a) / (b - a), lambda x: (b - x) / (b - a)


def cauchy(m, s):
    return (lambda x: -log1p(((x - m) / s) ** 2) - log(pi * s), lambda x: atan2(1, (m - x) / s) / pi, lambda x: atan2(1, (x - m) / s) / pi)


def exponential(r):
    return lambda x: log(r) - r * x, lambda x: -expm1(-r * x), lambda x: exp(-r * x)


def laplace(m, s):
    def tail(z):
        return exp(-z) / 2 if z > 0 else 1 - exp(z) / 2
    return lambda x: -abs(x - m) / s - log(2 * s), lambda x: tail((m - x) / s), lambda x: tail((x - m) / s)


def logistic(m, s):
    def tail(z):
        return 1 / (1 + exp(z))
    return lambda x: -(x - m) / s - log(s) - 2 * log1p(exp(-(x - m) / s)), lambda x: tail((m - x) / s), lambda x: tail((x - m) / s)


def series_p(a, x):  # regularized lower incomplete gamma by its series, all terms positive
    total = term = mpf(1)
    k = 0
    while abs(term) > total * mpf(10) ** -38:
        k += 1
        term *= x / (a + k)
        total += term
    return exp(a * log(x) - x - loggamma(a + 1)) * total


def gamma_law(a, r):
    def upper(y):
        if y < a + 1:
            return 1 - series_p(a, y)
        # Legendre's continued fraction, evaluated backwards with many terms
        n = int(300 + 20 * sqrt(a))
        t = mpf(0)
        for k in range(n, 0, -1):
            t = k * (k - a) / (y + 2 * k + 1 - a - t)
        return exp(a * log(y) - y - loggamma(a)) / (y + 1 - a - t)

    def lower(y):
        return series_p(a, y) if y < a + 1 else 1 - upper(y)
    return (lambda x: a * log(r) + (a - 1) * log(x) - r * x - loggamma(a), lambda x: lower(r * x), lambda x: upper(r * x))


def incomplete_beta(a, b, x):
    """I_x(a, b) by its all-positive series x^a (1-x)^b / (a B) sum (a+b)_k / (a+1)_k x^k, or 1 less the mirror image."""
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    total = term = mpf(1)
    k = 0
    while term > total * mpf(10) ** -38:
        term *= (a + b + k) / (a + 1 + k) * x
        total += term
        k += 1
    return exp(a * log(x) + b * log1p(-x) - log(a) - loggamma(a) - loggamma(b) + loggamma(a + b)) * total


def beta_law(a, b):
    return (lambda x: (a - 1) * log(x) + (b - 1) * log1p(-x) + loggamma(a + b) - loggamma(a) - loggamma(b),
            lambda x: incomplete_beta(a, b, x), lambda x: incomplete_beta(b, a, 1 - x))


def student(n):
    def tail(x):
        if x < 0:
            return 1 - tail(-x)
        if x == 0:
            return mpf(1) / 2
        return incomplete_beta(n / 2, mpf(1) / 2, n / (n + x * x)) / 2
    return (lambda x: loggamma((n + 1) / 2) - loggamma(n / 2) - log(n * pi) / 2 - (n + 1) / 2 * log1p(x * x / n),
            lambda x: tail(-x), tail)


CASES = {
    "normal(0,1)": (normal, ["-1e8", "-40", "-10", "-1", "-1e-5", "0", "0.3", "2", "8.5", "38", "1000"]),
    "normal(-3,0.01)": (normal, ["-3.5", "-3.01", "-3", "-2.99", "-2.8"]),
    "uniform(-1,3)": (uniform, ["-1", "0", "2.999", "3"]),
    "lognormal(1,0.5)": (lognormal, ["1e-300", "1e-5", "0.1", "1", "2.7", "10", "1e10", "1e300"]),
    "cauchy(0,1)": (cauchy, ["-1e200", "-1e5", "-1", "0", "0.5", "3", "1e12", "1e200"]),
    "cauchy(-100,0.1)": (cauchy, ["-1e9", "-101", "-100", "-99", "0"]),
    "exponential(2.5)": (exponential, ["1e-300", "1e-10", "0.1", "1", "100", "1000"]),
    "laplace(1,2)": (laplace, ["-5000", "-20", "0", "1", "1.5", "30", "5000"]),
    "logistic(1,2)": (logistic, ["-5000", "-20", "0", "1", "1.5", "30", "5000"]),
    "gamma(0.01,1)": (gamma_law, ["1e-300", "1e-100", "1e-10", "0.001", "0.5", "1", "5", "50", "1000"]),
    "gamma(0.5,3)": (gamma_law, ["1e-300", "1e-10", "0.01", "0.3", "1", "10", "100", "2000"]),
    "gamma(1,1)": (gamma_law, ["1e-300", "0.5", "50"]),
    "gamma(2.5,1)": (gamma_law, ["1e-100", "1e-5", "0.1", "2", "3.4", "3.6", "20", "100", "1000"]),
    "gamma(100,2)": (gamma_law, ["0.1", "10", "40", "49", "50", "51", "60", "100", "600"]),
    "gamma(10000,1)": (gamma_law, ["1000", "9000", "9900", "10000", "10100", "11000", "20000"]),
    "chi-squared(3)": (lambda k: gamma_law(k / 2, mpf(1) / 2), ["1e-20", "0.1", "2", "3", "10", "200"]),
    "beta(0.5,0.5)": (beta_law, ["1e-300", "1e-10", "0.1", "0.5", "0.75", "0.99999"]),
    "beta(2,3)": (beta_law, ["1e-150", "1e-5", "0.1", "0.4", "0.75", "0.9999"]),
    "beta(0.01,5)": (beta_law, ["1e-300", "1e-10", "0.01", "0.1", "0.5", "0.99"]),
    "beta(2000,3000)": (beta_law, ["0.1", "0.3", "0.39", "0.4", "0.41", "0.5", "0.9"]),
    "student-t(1)": (student, ["-1e200", "-100", "-1", "0.01", "1", "10", "1e100"]),
    "student-t(3)": (student, ["-1e90", "-50", "-1", "0.01", "1", "10", "1e20"]),
    "student-t(0.3)": (student, ["-1e250", "-50", "-1", "0.01", "1", "10", "1e200"]),
    "student-t(30)": (student, ["-1e9", "-50", "-1", "0.01", "1", "10"]),
    "student-t(2000)": (student, ["-100", "-30", "-1", "0.01", "1", "10"]),
}


def number(v):
    return nstr(v, 19, min_fixed=0, max_fixed=0)


def logarithm(v):
    return "-Infinity" if v == 0 else number(log(v))


def invert(tail, p, guess_low, guess_high, rising):
    """The root of tail(x) = p by bisection on the logarithm of the tail."""
    low, high = guess_low, guess_high
    for _ in range(200):
        middle = (low + high) / 2
        v = tail(middle)
        if (v < p) == rising:
            low = middle
        else:
            high = middle
    return (low + high) / 2


QUANTILES = {
    "normal(0,1)": (normal, -40, 40),
    "gamma(2.5,1)": (gamma_law, None, 1000),
    "gamma(100,2)": (gamma_law, None, 1000),
    "gamma(0.5,3)": (gamma_law, None, 1000),
    "beta(2,3)": (beta_law, None, 1),
    "beta(2000,3000)": (beta_law, None, 1),
    "student-t(3)": (student, -mpf(10) ** 110, mpf(10) ** 110),
    "student-t(30)": (student, -mpf(10) ** 12, mpf(10) ** 12),
    "logistic(1,2)": (logistic, -5000, 5000),
    "laplace(1,2)": (laplace, -5000, 5000),
    "lognormal(1,0.5)": (lognormal, None, mpf(10) ** 12),
    "cauchy(0,1)": (cauchy, None, None),
}
PROBABILITIES = ["1e-300", "1e-100", "1e-20", "1e-5", "0.01", "0.2", "0.3", "0.7", "0.9"]


def parameters(law):
    return [mpf(float(v)) for v in law[law.index("(") + 1:-1].split(",")]


rows = []
for law, (make, places) in CASES.items():
    f, c, q = make(*parameters(law))
    for text in places:
        x = mpf(float(text))
        mp.dps = 400 if "beta" in law or "student" in law or "gamma" in law or "exp" in law else 60
        cdf, ccdf = c(x), q(x)
        # a difference from 1 that even 400 digits do not see is 0 in doubles as well
        rows.append(";".join([law, text, number(f(x)), logarithm(cdf), logarithm(ccdf)]))
        mp.dps = 40
for law, (make, low, high) in QUANTILES.items():
    f, c, q = make(*parameters(law))
    for text in PROBABILITIES:
        p = mpf(float(text))
        if law == "cauchy(0,1)":
            rows.append(f"quantile:{law};{text};{number(-cot(pi * p))}")
            rows.append(f"upper:{law};{text};{number(cot(pi * p))}")
            continue
        mp.dps = 60 if p > mpf(10) ** -25 else 330
        if low is None:  # positive: bisect in ln x
            c2, q2 = (lambda t: c(exp(t))), (lambda t: q(exp(t)))
            top = log(mpf(high)) if high != 1 else -mpf(10) ** -45
            rows.append(f"quantile:{law};{text};{number(exp(invert(c2, p, mpf(-1500), top, True)))}")
            if high != 1 or p > mpf(10) ** -10:
                rows.append(f"upper:{law};{text};{number(exp(invert(q2, p, mpf(-1500), top, False)))}")
        elif "student" in law:  # symmetric, over many decades
            t = invert(lambda u: q(exp(u)), min(p, 1 - p), mpf(-100), log(mpf(high)), False)
            x = exp(t) if p < mpf(1) / 2 else -exp(t)
            rows.append(f"quantile:{law};{text};{number(-x)}")
            rows.append(f"upper:{law};{text};{number(x)}")
        else:
            rows.append(f"quantile:{law};{text};{number(invert(c, p, mpf(low), mpf(high), True))}")
            rows.append(f"upper:{law};{text};{number(invert(q, p, mpf(low), mpf(high), False))}")
        mp.dps = 40
Path(__file__).with_name("laws.csv").write_text("\n".join(rows) + "\n")
