"""Nodes and weights of the 10-point Gauss and 21-point Kronrod rules on [-1, 1], for GaussKronrod. Needs mpmath. Prints C# literals.

The Kronrod nodes are the roots of P_10 E_11, where the Stieltjes polynomial E_11 is orthogonal to P_10 x^k for k < 11; the weights integrate
the Lagrange polynomials of the nodes."""
from mpmath import mp, mpf, legendre, matrix, lu_solve, polyroots, taylor, quad, nstr, polyval, diff

mp.dps = 60
N = 10


def multiply(p, q):
    r = [mpf(0)] * (len(p) + len(q) - 1)
    for i, a in enumerate(p):
        for j, b in enumerate(q):
            r[i + j] += a * b
    return r


def integrate(p):  # coefficients, ascending, over [-1, 1]
    return sum(2 * c / (i + 1) for i, c in enumerate(p) if i % 2 == 0)


def legendre_coefficients(n):
    a, b = [mpf(1)], [mpf(0), mpf(1)]
    for k in range(1, n):
        c = [(2 * k + 1) * x / (k + 1) for x in [mpf(0)] + b]
        for i, x in enumerate(a):
            c[i] -= k * x / (k + 1)
        a, b = b, c
    return b


P = legendre_coefficients(N)
# E = x^11 + sum e_j x^j
A, rhs = matrix(N + 1, N + 1), matrix(N + 1, 1)
for k in range(N + 1):
    for j in range(N + 1):
        A[k, j] = integrate(multiply(P, [mpf(0)] * (k + j) + [mpf(1)]))
    rhs[k] = -integrate(multiply(P, [mpf(0)] * (k + N + 1) + [mpf(1)]))
E = list(lu_solve(A, rhs)) + [mpf(1)]
gauss = sorted(polyroots(P[::-1], maxsteps=500, extraprec=400))
kronrod = sorted(gauss + polyroots(E[::-1], maxsteps=500, extraprec=400))


def weights(nodes):
    result = []
    for i, x in enumerate(nodes):
        p, scale = [mpf(1)], mpf(1)
        for j, y in enumerate(nodes):
            if j != i:
                p = multiply(p, [-y, mpf(1)])
                scale *= x - y
        result.append(integrate(p) / scale)
    return result


gauss_weights = dict(zip(gauss, weights(gauss)))
for x, w in reversed(list(zip(kronrod, weights(kronrod)))):
    if x > mpf(10) ** -40:
        g = [v for y, v in gauss_weights.items() if abs(x - y) < mpf(10) ** -40]
        print(f"({nstr(x, 20)}, {nstr(w, 20)}, {nstr(g[0], 20) if g else 0}),")
    elif abs(x) < mpf(10) ** -40:
        print(f"(0, {nstr(w, 20)}, 0),")
