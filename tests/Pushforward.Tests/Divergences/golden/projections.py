"""Golden values for ProjectionTests: stationary points of KL(Q||P) for normal Q and P = normal(-a,1)/2 + normal(a,1)/2. Needs mpmath.

The expectation under Q is the trapezoid rule with step 1/64 over 14 standard deviations, whose error is below 1e-20 here, checked against tanh-sinh
quadrature. (A Gauss-Hermite rule is not enough: with 100 nodes it is off by 1e-4 for a = 2, as ln P nearly has a kink.)"""
from mpmath import mp, mpf, exp, log, sqrt, pi, tanh, findroot, nstr, quad

mp.dps = 25
H = mpf(1) / 64
NODES = [(k * H, H * exp(-(k * H) ** 2 / 2) / sqrt(2 * pi)) for k in range(-14 * 64, 14 * 64 + 1)]


def log_p(x, a):
    return -(x * x + a * a) / 2 + abs(a * x) + log((1 + exp(-2 * abs(a * x))) / 2) - log(sqrt(2 * pi))


def value(m, s, a):
    return -log(s) - mpf(1) / 2 - log(sqrt(2 * pi)) - sum(w * log_p(m + s * z, a) for z, w in NODES)


def gradient(m, s, a):
    # (ln p)' = -x + a tanh(a x)
    slopes = [(z, w * (-(m + s * z) + a * tanh(a * (m + s * z)))) for z, w in NODES]
    return -sum(g for z, g in slopes), -1 / s - sum(g * z for z, g in slopes)


for a, starts in [(1, [(0, "1.39")]), (2, [(0, "2.05")]), (3, [(0, "2.74"), ("1.84", "2.1"), ("2.98", "1.02")])]:
    for m, s in starts:
        if m == 0:
            root = [mpf(0), findroot(lambda t: gradient(mpf(0), t, a)[1], mpf(s))]
        else:
            root = list(findroot(lambda u, t: gradient(u, t, a), (mpf(m), mpf(s))))
        check = quad(lambda z: exp(-z * z / 2) / sqrt(2 * pi) * log_p(root[0] + root[1] * z, a), range(-14, 15))
        direct = -log(root[1]) - mpf(1) / 2 - log(sqrt(2 * pi)) - check
        print(a, nstr(root[0], 15), nstr(root[1], 15), nstr(value(*root, a), 15), "checked to", nstr(abs(direct - value(*root, a)), 2))
