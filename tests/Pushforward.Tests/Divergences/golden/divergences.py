"""Golden values for DivergenceGoldenTests: divergences.csv beside this script. Needs mpmath; tanh-sinh quadrature with 30 digits.

P; Q; KL(P||Q); KL(Q||P); Jensen-Shannon; total variation; squared Hellinger    (inf where infinite by theory)"""
from pathlib import Path
from mpmath import mp, mpf, exp, log, sqrt, pi, quad, nstr, gamma, beta, inf, findroot

mp.dps = 30


def normal(m, s):
    m, s = mpf(m), mpf(s)
    return lambda x: exp(-((x - m) / s) ** 2 / 2) / (s * sqrt(2 * pi))


def cauchy(m, s):
    return lambda x: 1 / (pi * s * (1 + ((x - mpf(m)) / s) ** 2))


def laplace(m, s):
    return lambda x: exp(-abs(x - m) / mpf(s)) / (2 * s)


def logistic(m, s):
    return lambda x: 1 / (4 * mpf(s)) / mp.cosh((x - m) / (2 * mpf(s))) ** 2


def student(n):
    return lambda x: mp.gamma((mpf(n) + 1) / 2) / (mp.gamma(mpf(n) / 2) * sqrt(n * pi)) * (1 + x * x / n) ** (-(mpf(n) + 1) / 2)


def exponential(r):
    return lambda x: r * exp(-r * x) if x >= 0 else mpf(0)


def gamma_law(a, r):
    return lambda x: mpf(r) ** a * x ** (mpf(a) - 1) * exp(-r * x) / gamma(a) if x > 0 else mpf(0)


def lognormal(m, s):
    return lambda x: normal(m, s)(log(x)) / x if x > 0 else mpf(0)


def mixture(*parts):
    return lambda x: sum(w * f(x) for w, f in parts)


def uniform(a, b):
    return lambda x: 1 / mpf(b - a) if a <= x <= b else mpf(0)


def beta_law(a, b):
    return lambda x: x ** (mpf(a) - 1) * (1 - x) ** (mpf(b) - 1) / beta(a, b) if 0 < x < 1 else mpf(0)


half = mpf(1) / 2
LINE = [-inf, -30, -10, -5, -2, 0, 2, 5, 10, 30, inf]
HALF_LINE = [0, mpf("1e-3"), mpf("0.1"), 0.5, 1, 2, 5, 10, 30, 100, inf]
# P, Q, densities, cuts (with crossings and kinks added below), whether KL(Q||P) is infinite
CASES = [
    ("normal(0,1)", "cauchy(0,1)", normal(0, 1), cauchy(0, 1), LINE, True),
    ("mixture(0.5: normal(-1,1), 0.5: normal(1,1))", "normal(0,1.4142135623730951)",
     mixture((half, normal(-1, 1)), (half, normal(1, 1))), normal(0, mpf("1.4142135623730951")), LINE, False),
    ("mixture(0.5: normal(-3,1), 0.5: normal(3,1))", "normal(0,3.1622776601683795)",
     mixture((half, normal(-3, 1)), (half, normal(3, 1))), normal(0, mpf("3.1622776601683795")), LINE, False),
    ("laplace(0,1)", "normal(0,1)", laplace(0, 1), normal(0, 1), LINE, False),
    ("logistic(0,1)", "normal(1,2)", logistic(0, 1), normal(1, 2), LINE, False),
    ("student-t(3)", "cauchy(0,1)", student(3), cauchy(0, 1), LINE, False),
    ("student-t(5)", "laplace(0,1)", student(5), laplace(0, 1), LINE, False),
    ("logistic(0,1)", "laplace(0.5,1)", logistic(0, 1), laplace(half, 1), LINE + [half], False),
    ("exponential(1)", "lognormal(0,1)", exponential(1), lognormal(0, 1), HALF_LINE, False),
    ("gamma(0.5,1)", "exponential(1)", gamma_law(half, 1), exponential(1), HALF_LINE, False),
    ("gamma(2,1)", "lognormal(0.5,1)", gamma_law(2, 1), lognormal(half, 1), HALF_LINE, False),
    ("beta(0.5,0.5)", "uniform(0,1)", beta_law(half, half), uniform(0, 1), [0, mpf("0.1"), half, mpf("0.9"), 1], False),
    ("beta(2,5)", "beta(0.5,0.5)", beta_law(2, 5), beta_law(half, half), [0, mpf("0.1"), half, mpf("0.9"), 1], False),
]


def crossings(p, q, cuts):
    """Where p = q, so that |p - q| is smooth between cuts."""
    low, high = max(cuts[0], mpf(-60)), min(cuts[-1], mpf(60))
    n, found = 4000, []
    xs = [low + (high - low) * (i + half / 7) / n for i in range(n)]
    d = [p(x) - q(x) for x in xs]
    for i in range(n - 1):
        if d[i] * d[i + 1] < 0:
            a, b = xs[i], xs[i + 1]
            for _ in range(110):
                m = (a + b) / 2
                if (p(m) - q(m)) * d[i] > 0:
                    a = m
                else:
                    b = m
            found.append(a)
    return found


def integral(f, cuts):
    return quad(f, cuts, maxdegree=9)


rows = []
for nameP, nameQ, p, q, cuts, reverse_infinite in CASES:
    cuts = sorted(set(cuts))
    cuts = sorted(set(cuts) | set(crossings(p, q, cuts)))

    def kl(a, b):
        def g(x):
            u, v = a(x), b(x)
            return u * log(u / v) if u > 0 and v > 0 else mpf(0)
        return integral(g, cuts)

    def js(x):
        u, v = p(x), q(x)
        m = (u + v) / 2
        return ((u * log(u / m) if u > 0 else 0) + (v * log(v / m) if v > 0 else 0)) / 2
    values = [kl(p, q), inf if reverse_infinite else kl(q, p), integral(js, cuts),
              integral(lambda x: abs(p(x) - q(x)) / 2, cuts), integral(lambda x: (sqrt(p(x)) - sqrt(q(x))) ** 2 / 2, cuts)]
    rows.append(";".join([nameP, nameQ] + ["Infinity" if v == inf else nstr(v, 17) for v in values]))
    print(rows[-1], flush=True)
Path(__file__).with_name("divergences.csv").write_text("\n".join(rows) + "\n")
