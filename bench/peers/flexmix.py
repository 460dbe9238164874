"""EM iterations of a Bernoulli mixture in R's flexmix (FLXMCmvbinary) on planted data. No arguments. Started by compare.py.

Needs, on Debian: apt-get install -y --no-install-recommends r-cran-flexmix
"""

import subprocess
import tempfile

SCRIPT = r"""
suppressMessages(library(flexmix))
set.seed(0)
rows <- 10000; columns <- 100; k <- 10
means <- matrix(runif(k * columns, 0.05, 0.95), k)
group <- sample(k, rows, TRUE)
x <- matrix(as.integer(runif(rows * columns) < means[group, ]), rows)
start <- sample(k, rows, TRUE)
run <- function(iterations) system.time(flexmix(x ~ 1, k = k, cluster = start, model = FLXMCmvbinary(),
    control = list(iter.max = iterations, minprior = 0, tolerance = 0)))[["elapsed"]]
# What a fit costs besides its iterations falls out of the difference.
few <- run(5); many <- run(25)
cat(sprintf('{"case": "EM iteration, %d x %d, K = %d", "milliseconds": %.3f}\n', rows, columns, k, 1000 * (many - few) / 20))
"""


def main():
    with tempfile.NamedTemporaryFile("w", suffix=".R") as script:
        script.write(SCRIPT)
        script.flush()
        subprocess.run(["Rscript", "--vanilla", script.name], check=True)


if __name__ == "__main__":
    main()
