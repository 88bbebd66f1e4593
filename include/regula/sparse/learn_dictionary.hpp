#pragma once

#include <regula/data/permutation.hpp>
#include <regula/sparse/encode.hpp>

#include <vector>

namespace regula::inline REGULA_ABI {

/// A dictionary that a method has learned, the codes of the signals in it, and the course of the objective.
template <class Scalar>
struct LearnedDictionary {
    Dictionary<Scalar> dictionary;
    SparseCodes<Scalar> codes;
    std::vector<double> objective = {};  ///< after each iteration, a mean over signals; see the method
    Index replaced = 0;                  ///< atoms that no signal used, and that a signal replaced
};

/// Learns a dictionary from the unit atoms of `begin`, by KSvd, Mod or OnlineDictionary.
///
///     const KSvd method{.atoms = 100, .coder = {.atoms = 5}};
///     const auto found = learn_dictionary(patches, method, Key{1}, workers);
///     const SparseCodes<float> codes = encode(found.dictionary, others, Omp{.atoms = 5});
///
/// The signals are columns. The result has the same bits for any number of threads. Throws
/// std::invalid_argument for signals that are not finite, have squares out of range or do not fit the atoms,
/// for fewer signals than atoms, and for settings out of range.
template <class Scalar, class Method>
LearnedDictionary<Scalar> learn_dictionary(const Matrix<Scalar>& signals, const Method& method,
                                           const Dictionary<Scalar>& begin, Key key, Workers& workers) {
    method.check();
    begin.check(signals, "learn_dictionary");
    require(range_factor(signals.squaredNorm()) == 1,
            "learn_dictionary: the squares of the signals must be in range, got numbers up to ",
            signals.cwiseAbs().maxCoeff(), "; scale them");
    require(begin.size() == method.atoms, "learn_dictionary: begins with ", begin.size(), " atoms, but has ",
            method.atoms, " to learn");
    require(signals.cols() >= method.atoms, "learn_dictionary: needs as many signals as atoms, ",
            method.atoms, ", got ", signals.cols());
    return method.learn(signals, Dictionary<Scalar>{begin.unit_atoms()}, key, workers);
}

/// Distinct signals as atoms, in random order: the common begin. Throws std::invalid_argument unless there
/// are as many signals other than zero.
template <class Scalar>
Dictionary<Scalar> random_signals(const Matrix<Scalar>& signals, Index atoms, Key key) {
    require(atoms >= 1, "random_signals: atoms must be >= 1, got ", atoms);
    std::vector<Index> order(static_cast<std::size_t>(signals.cols()));
    fill_permutation(key, order);
    std::erase_if(order, [&](Index j) { return signals.col(j).isZero(0); });
    require(static_cast<Index>(order.size()) >= atoms, "random_signals: needs ", atoms,
            " signals other than zero, got ", order.size());
    order.resize(static_cast<std::size_t>(atoms));
    return Dictionary<Scalar>{signals(Eigen::all, order)};
}

/// The same from random signals.
template <class Scalar, class Method>
LearnedDictionary<Scalar> learn_dictionary(const Matrix<Scalar>& signals, const Method& method, Key key,
                                           Workers& workers) {
    method.check();
    require(signals.allFinite(), "learn_dictionary: every number of the signals must be finite");
    require(signals.cols() >= method.atoms, "learn_dictionary: needs as many signals as atoms, ",
            method.atoms, ", got ", signals.cols());
    return learn_dictionary(signals, method, random_signals(signals, method.atoms, key.stream("begin")), key,
                            workers);
}
/// Both in this thread.
template <class Scalar, class Method>
LearnedDictionary<Scalar> learn_dictionary(const Matrix<Scalar>& signals, const Method& method, Key key) {
    Workers alone;
    return learn_dictionary(signals, method, key, alone);
}
template <class Scalar, class Method>
LearnedDictionary<Scalar> learn_dictionary(const Matrix<Scalar>& signals, const Method& method,
                                           const Dictionary<Scalar>& begin, Key key) {
    Workers alone;
    return learn_dictionary(signals, method, begin, key, alone);
}

/// The mean of |x - D h|^2 / 2 over signals.
template <class Scalar>
double mean_square(const SparseCodes<Scalar>& found) {
    return found.residuals.template cast<double>().squaredNorm() / 2 /
           static_cast<double>(found.residuals.cols());
}

/// Takes the better of two codes for each signal, the one with the shorter residual. So a pursuit, which need
/// not find the minimum, never makes an objective worse.
template <class Scalar>
void keep_better(const SparseCodes<Scalar>& before, SparseCodes<Scalar>& now) {
    using Sparse = Eigen::SparseMatrix<Scalar>;
    SparseCodes<Scalar> best = now;
    std::vector<Eigen::Triplet<Scalar>> entries;
    best.order.clear();
    for (Index j = 0; j < now.residuals.cols(); ++j) {
        const bool worse = before.residuals.col(j).squaredNorm() < now.residuals.col(j).squaredNorm();
        const SparseCodes<Scalar>& from = worse ? before : now;
        for (typename Sparse::InnerIterator it{from.codes, j}; it; ++it)
            entries.emplace_back(static_cast<int>(it.row()), static_cast<int>(j), it.value());
        for (const Index atom : from.order_of(j)) best.order.push_back(atom);
        best.residuals.col(j) = from.residuals.col(j);
        best.gaps[j] = from.gaps[j];
    }
    best.codes.setFromTriplets(entries.begin(), entries.end());
    now = std::move(best);
}

/// How many signals use each atom.
template <class Scalar>
std::vector<Index> uses(const SparseCodes<Scalar>& found) {
    std::vector<Index> all(static_cast<std::size_t>(found.codes.rows()), 0);
    for (Index k = 0; k < found.codes.nonZeros(); ++k)
        if (found.codes.valuePtr()[k] != 0) ++all[static_cast<std::size_t>(found.codes.innerIndexPtr()[k])];
    return all;
}

/// Replaces the atoms without uses by the signals with the longest residuals, as unit atoms. The objective
/// stays the same, since no code has these atoms. Returns their number.
template <class Scalar>
Index replace_unused(const Matrix<Scalar>& signals, const SparseCodes<Scalar>& found,
                     const std::vector<Index>& uses, Matrix<Scalar>& atoms) {
    Vector<Scalar> lengths;
    Index replaced = 0;
    for (Index j = 0; j < atoms.cols(); ++j) {
        if (uses[static_cast<std::size_t>(j)] > 0) continue;
        if (lengths.size() == 0) lengths = found.residuals.colwise().norm();
        Index longest = 0;
        if (!(lengths.maxCoeff(&longest) > 0)) break;  // no signal is left
        lengths[longest] = -1;
        atoms.col(j) = signals.col(longest).normalized();
        ++replaced;
    }
    return replaced;
}

/// Sets the uses of an atom to 0 if it is a near duplicate of one with more uses: a |cosine| above 0.95. Two
/// such atoms share the signals of one, while another atom is missing.
template <class Scalar>
void discard_duplicates(const Matrix<Scalar>& atoms, std::vector<Index>& uses) {
    const Matrix<Scalar> cosines = atoms.transpose() * atoms;
    for (Index j = 0; j < atoms.cols(); ++j)
        for (Index i = 0; i < j; ++i) {
            Index &a = uses[static_cast<std::size_t>(i)], &b = uses[static_cast<std::size_t>(j)];
            if (std::abs(cosines(i, j)) > Scalar(0.95) && a > 0 && b > 0) (a < b ? a : b) = 0;
        }
}

/// Alternates between codes by a coder and an update of the atoms (KSvd, Mod), which changes codes, residuals
/// and atoms, and does not increase the objective. It replaces atoms that no signal uses, and near
/// duplicates. If `monotone`, nothing increases the objective: each signal keeps its code before where that
/// is better, and duplicates stay.
template <class Scalar>
LearnedDictionary<Scalar> alternate(const Matrix<Scalar>& signals, const Dictionary<Scalar>& begin,
                                    const SparseCoder auto& coder, int iterations, bool monotone,
                                    Workers& workers, const auto& update) {
    LearnedDictionary<Scalar> found{begin, encode(begin, signals, coder, workers)};
    Matrix<Scalar> updated = begin.unit_atoms();
    for (int i = 0; i < iterations; ++i) {
        if (i > 0) {
            SparseCodes<Scalar> now = encode(found.dictionary, signals, coder, workers);
            if (monotone) keep_better(found.codes, now);
            found.codes = std::move(now);
        }
        update(found.codes, updated);
        found.objective.push_back(mean_square(found.codes));
        std::vector<Index> used = uses(found.codes);
        if (!monotone && i + 1 < iterations) discard_duplicates(updated, used);
        found.replaced += replace_unused(signals, found.codes, used, updated);
        found.dictionary = Dictionary<Scalar>{updated};
    }
    return found;
}

}  // namespace regula::inline REGULA_ABI
