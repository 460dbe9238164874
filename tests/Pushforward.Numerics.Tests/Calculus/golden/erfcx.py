"""Chebyshev coefficients of (1 + 2 x) exp(x^2) erfc(x) in t = (x - 3.75) / (x + 3.75), for ErrorFunction.ScaledComplement,
and values to test it against. Needs mpmath. Prints C# literals."""
from mpmath import mp, mpf, cos, pi, erfc, exp, sqrt, nstr

mp.dps = 60
K, NODES, TERMS = mpf("3.75"), 80, 25


def erfcx(x):
    if x < 40:
        return exp(x * x) * erfc(x)
    total = term = mpf(1)
    for n in range(1, 60):
        following = -term * (2 * n - 1) / (2 * x * x)
        if abs(following) >= abs(term):
            break
        term = following
        total += term
    return total / (x * sqrt(pi))


nodes = [cos(pi * (j + mpf(1) / 2) / NODES) for j in range(NODES)]
values = []
for t in nodes:
    x = K * (1 + t) / (1 - t)
    values.append((1 + 2 * x) * erfcx(x))
for i in range(TERMS):
    c = mpf(2) / NODES * sum(values[j] * cos(i * pi * (j + mpf(1) / 2) / NODES) for j in range(NODES))
    print(nstr(c / 2 if i == 0 else c, 20) + ",")
for x in ["0", "0.001", "0.1", "0.5", "1", "2", "3.75", "5", "10", "30", "100", "10000"]:
    print(f"[InlineData({x}, {nstr(erfcx(mpf(float(x))), 18)})]")
