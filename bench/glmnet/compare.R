# The paths of glmnet on the data that bench/linear_models wrote into a directory, beside those of that program for
# the same gap.
suppressMessages(library(glmnet))
glmnet.control(fdev = 0, devmax = 1)  # no path ends early
arguments <- commandArgs(trailingOnly = TRUE)
directory <- arguments[1]
program <- arguments[2]

read <- function(name) {
  file <- file(file.path(directory, name), "rb")
  on.exit(close(file))
  shape <- readBin(file, "double", 2)
  list(x = matrix(readBin(file, "double", prod(shape)), shape[1]), y = readBin(file, "double", shape[1]),
       lambda = readBin(file, "double", 100))
}

entropy <- function(q) ifelse(q > 0 & q < 1, -q * log(q) - (1 - q) * log(1 - q), 0)

# The worst gap of a path, as a fraction of the objective without weights; the residuals are brought to sum 0,
# as a dual point must.
gap <- function(data, fit, family) {
  n <- nrow(data$x)
  m <- mean(data$y)
  none <- if (family == "gaussian") mean((data$y - m)^2) / 2 else entropy(m)
  worst <- 0
  for (k in seq_along(fit$lambda)) {
    w <- fit$beta[, k]
    y <- as.vector(data$x %*% w) + fit$a0[k]
    a <- fit$lambda[k]
    if (family == "gaussian") {
      y <- y - mean(y) + m
      r <- data$y - y
      s <- min(1, a * n / max(abs(crossprod(data$x, r))))
      primal <- mean(r^2) / 2 + a * sum(abs(w))
      dual <- s * mean(r * (data$y - m)) - s^2 * mean(r^2) / 2
    } else {
      for (i in 1:5) y <- y + sum(data$y - plogis(y)) / sum(plogis(y) * plogis(-y))
      r <- data$y - plogis(y)
      s <- min(1, a * n / max(abs(crossprod(data$x, r))))
      primal <- mean(pmax(y, 0) + log1p(exp(-abs(y))) - data$y * y) + a * sum(abs(w))
      dual <- mean(entropy(data$y - s * r))
    }
    worst <- max(worst, (primal - dual) / none)
  }
  worst
}

# The seconds that regula takes for a path, the least of three runs, and the gap that it reaches.
regula <- function(name, tolerance) {
  text <- system2(program, c(sprintf("--tolerance=%.3e", tolerance), paste0("--benchmark_filter=", name),
                             "--benchmark_repetitions=3", "--benchmark_format=csv"), stdout = TRUE, stderr = FALSE)
  runs <- read.csv(text = text[grep("^name,", text):length(text)])
  runs <- runs[runs$name == paste0("linear_models/", name), ]
  list(time = min(runs$cpu_time) / 1000, gap = max(runs$gap))
}

for (family in c("gaussian", "binomial")) {
  name <- if (family == "gaussian") "lasso" else "logistic"
  data <- read(paste0(name, ".bin"))
  ours <- regula(name, 1e-10)
  cat(sprintf("%-9s regula                 %7.3f s   gap %.1e\n", name, ours$time, ours$gap))
  for (threshold in c(1e-7, 1e-10, 1e-14, 1e-18)) {
    best <- Inf
    for (repetition in 1:(if (threshold < 1e-12) 1 else 3)) {
      clock <- system.time(fit <- glmnet(data$x, data$y, family = family, lambda = data$lambda,
                                         standardize = FALSE, thresh = threshold, maxit = 1e8))
      best <- min(best, clock[["user.self"]] + clock[["sys.self"]])
    }
    worst <- gap(data, fit, family)
    ours <- regula(name, worst)
    cat(sprintf("%-9s glmnet, thresh %-7.0e %7.3f s   gap %.1e   regula %7.3f s   gap %.1e   ratio %.2f\n", name,
                threshold, best, worst, ours$time, ours$gap, best / ours$time))
  }
}
