"""OMP and online dictionary learning of scikit-learn on the data that bench/pursuit wrote into a directory."""

import json
import sys
import time

import numpy as np
from sklearn.decomposition import NMF, MiniBatchDictionaryLearning, sparse_encode
from sklearn.linear_model import orthogonal_mp_gram

directory = sys.argv[1]
strength = 0.1


def read(name):
    numbers = np.fromfile(f"{directory}/{name}")
    rows, columns = int(numbers[0]), int(numbers[1])
    return numbers[2:].reshape(columns, rows).T


def milliseconds(run, times):
    """The median time of a few runs, and the result of the last."""
    all_times = []
    for _ in range(times):
        begin = time.perf_counter()
        result = run()
        all_times.append(1e3 * (time.perf_counter() - begin))
    return np.median(all_times), result


def objective(patches, atoms):
    """The mean of 1/2 |x - D h|^2 + strength |h|_1 for the best codes, and the atoms in the unit ball."""
    codes = sparse_encode(patches.T, atoms.T, algorithm="lasso_cd", alpha=strength, max_iter=10000)
    rest = patches.T - codes @ atoms.T
    return (0.5 * (rest**2).sum() + strength * np.abs(codes).sum()) / patches.shape[1]


ours = {b["name"]: b["real_time"] for b in json.load(open(f"{directory}/times.json"))["benchmarks"]}

atoms, signals, codes = read("atoms"), read("signals"), read("codes")
took, found = milliseconds(
    lambda: orthogonal_mp_gram(atoms.T @ atoms, atoms.T @ signals, n_nonzero_coefs=10), 3)
mine = ours["pursuit/omp"]
print(f"omp      regula {mine:9.1f} ms   scikit-learn {took:9.1f} ms   ratio {took / mine:.1f}")
print(f"         largest difference of the codes {np.abs(found - codes).max():.1e}")

patches, learned = read("patches"), read("learned")
goal = objective(patches, learned)
print(f"online   regula {ours['pursuit/online']:9.1f} ms   objective {goal:.5f}")
for epochs in (1, 2, 4, 8):
    learner = MiniBatchDictionaryLearning(
        n_components=100, alpha=strength, batch_size=256, max_iter=epochs, fit_algorithm="cd",
        max_no_improvement=None, tol=0, random_state=1, dict_init=None)
    took, _ = milliseconds(lambda: learner.fit(patches.T), 1)
    reached = objective(patches, learner.components_.T)
    print(f"         scikit-learn, {epochs} epochs {took:9.1f} ms   objective {reached:.5f}"
          f"   ratio {took / ours['pursuit/online']:.1f}")
    if reached <= goal:
        break

digits, parts, shares = read("digits"), read("parts"), read("shares")
distance = 0.5 * ((digits - parts @ shares) ** 2).sum() / digits.shape[1]
print(f"nmf      regula {ours['pursuit/nmf']:9.1f} ms   objective {distance:.5f} after 1000 iterations")
for seed in (1, 2, 3):
    short = NMF(n_components=20, init="random", solver="cd", tol=0, max_iter=200, random_state=seed)
    took, _ = milliseconds(lambda: short.fit_transform(digits), 1)
    model = NMF(n_components=20, init="random", solver="cd", tol=0, max_iter=1000, random_state=seed)
    reached = 0.5 * ((digits - model.fit_transform(digits) @ model.components_) ** 2).sum() / digits.shape[1]
    print(f"         scikit-learn, seed {seed}   {took:9.1f} ms   objective {reached:.5f}"
          f"   ratio {took / ours['pursuit/nmf']:.1f}")
