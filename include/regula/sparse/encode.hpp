#pragma once

#include <regula/core/parallel/workers.hpp>
#include <regula/sparse/dictionary.hpp>

#include <Eigen/SparseCore>

#include <algorithm>
#include <concepts>
#include <span>
#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The code of one signal: its atoms, in the order of their selection, and their coefficients.
template <class Scalar>
struct SparseCode {
    std::vector<Index> atoms;
    std::vector<Scalar> values;
    double gap = 0;  ///< the objective is above its minimum by this at most; 0 for a pursuit, which has none
    bool converged = true;  ///< whether the coder has reached its tolerance; true for a pursuit

    void clear() { atoms.clear(), values.clear(), gap = 0, converged = true; }
    void add(Index atom, Scalar value) { atoms.push_back(atom), values.push_back(value); }
};

/// The codes of signals, a column each.
template <class Scalar>
struct SparseCodes {
    Eigen::SparseMatrix<Scalar> codes;  ///< H, atoms x signals: a signal x is about D h
    Matrix<Scalar> residuals;           ///< X - D H, features x signals
    std::vector<Index> order;           ///< the atoms of all signals, each in the order of selection
    Vector<double> gaps;                ///< of each signal, see SparseCode
    std::vector<bool> converged;        ///< whether the coder has reached its tolerance, for each signal

    bool all_converged() const {
        return std::find(converged.begin(), converged.end(), false) == converged.end();
    }

    /// The atoms of a signal, in the order of their selection.
    std::span<const Index> order_of(Index signal) const {
        const auto* begin = codes.outerIndexPtr() + signal;
        return std::span{order}.subspan(static_cast<std::size_t>(begin[0]),
                                        static_cast<std::size_t>(begin[1] - begin[0]));
    }
};

/// A coder: finds the code of a signal.
///
///     check(dictionary)            throws std::invalid_argument for settings that do not fit
///     start(dictionary)            a function find(x, products, code) with its own memory, for one thread
///
/// x is a signal and products = U'x for the unit atoms U. `code` holds the code
/// to start from, mostly none, and takes the result, in coefficients of the unit atoms.
template <class C>
concept SparseCoder = requires(const C& coder, const Dictionary<double>& dictionary, const Vector<double>& x,
                               SparseCode<double>& code) {
    coder.check(dictionary);
    coder.start(dictionary)(x, x, code);
};

/// The codes of consecutive signals, which one thread finds.
template <class Scalar>
struct CodesOfPart {
    std::vector<Index> sizes, atoms;
    std::vector<Scalar> values;
    std::vector<double> gaps;
    std::vector<bool> converged;

    void add(const SparseCode<Scalar>& code) {
        sizes.push_back(static_cast<Index>(code.atoms.size()));
        atoms.insert(atoms.end(), code.atoms.begin(), code.atoms.end());
        values.insert(values.end(), code.values.begin(), code.values.end());
        gaps.push_back(code.gap);
        converged.push_back(code.converged);
    }
};

/// Puts the codes of all parts together, in coefficients of the atoms as they were given.
template <class Scalar>
void assemble(const Dictionary<Scalar>& dictionary, const std::vector<CodesOfPart<Scalar>>& parts,
              SparseCodes<Scalar>& all) {
    std::vector<std::pair<Index, Scalar>> entries;
    auto& codes = all.codes;
    std::size_t total = 0;
    for (const auto& part : parts) total += part.atoms.size();
    require(total <= static_cast<std::size_t>(std::numeric_limits<int>::max()),
            "encode: codes may have 2147483647 coefficients, got ", total);
    codes.resizeNonZeros(static_cast<Index>(total));
    int* end = codes.outerIndexPtr();
    Index signal = 0, at = 0;
    *end = 0;
    for (const auto& part : parts) {
        std::size_t from = 0;
        for (std::size_t i = 0; i < part.sizes.size(); ++i) {
            entries.clear();
            for (const std::size_t stop = from + static_cast<std::size_t>(part.sizes[i]); from < stop; ++from)
                entries.emplace_back(part.atoms[from],
                                     part.values[from] / dictionary.norms()[part.atoms[from]]);
            for (const auto& [atom, value] : entries) all.order.push_back(atom);
            std::sort(entries.begin(), entries.end(),
                      [](const auto& a, const auto& b) { return a.first < b.first; });
            for (const auto& [atom, value] : entries) {
                codes.innerIndexPtr()[at] = static_cast<int>(atom);
                codes.valuePtr()[at++] = value;
            }
            *++end = static_cast<int>(at);
            all.gaps[signal++] = part.gaps[i];
            all.converged.push_back(part.converged[i]);
        }
    }
}

/// The codes of signals in a dictionary, found by a coder: Omp, MatchingPursuit, OrthogonalLeastSquares,
/// HardThreshold, LassoCoding, ProximalCoding.
///
///     const SparseCodes<double> found = encode(dictionary, signals, Omp{.atoms = 5}, workers);
///
/// `begin`, if given, holds codes to start from (atoms x signals), for coders that iterate. The codes have
/// the same bits for any number of threads. Throws std::invalid_argument for signals that do not fit the
/// dictionary or are not finite, and for settings that do not fit.
template <class Scalar, SparseCoder Coder>
SparseCodes<Scalar> encode(const Dictionary<Scalar>& dictionary, const Matrix<Scalar>& signals,
                           const Coder& coder, Workers& workers,
                           const Eigen::SparseMatrix<Scalar>* begin = nullptr) {
    constexpr Index together = 64;  // signals of a part: enough for a product of matrices
    dictionary.check(signals, "encode");
    coder.check(dictionary);
    require(begin == nullptr || (begin->rows() == dictionary.size() && begin->cols() == signals.cols()),
            "encode: the codes to start from must be atoms x signals, ", dictionary.size(), " x ",
            signals.cols(), ", got ", begin == nullptr ? 0 : begin->rows(), " x ",
            begin == nullptr ? 0 : begin->cols());
    require(begin == nullptr || Eigen::SparseMatrix<Scalar>{*begin}.coeffs().isFinite().all(),
            "encode: every number of the codes to start from must be finite");
    SparseCodes<Scalar> all;
    all.codes.resize(dictionary.size(), signals.cols());
    all.residuals = signals;
    all.gaps.resize(signals.cols());
    std::vector<CodesOfPart<Scalar>> parts(
        static_cast<std::size_t>((signals.cols() + together - 1) / together));
    workers.each(static_cast<Index>(parts.size()), [&](Index number) {
        const Index first = number * together, count = std::min(together, signals.cols() - first);
        const Matrix<Scalar> products =
            dictionary.unit_atoms().transpose() * signals.middleCols(first, count);
        SparseCode<Scalar> code;
        auto find = coder.start(dictionary);
        for (Index j = 0; j < count; ++j) {
            code.clear();
            if (begin != nullptr)
                for (typename Eigen::SparseMatrix<Scalar>::InnerIterator it{*begin, first + j}; it; ++it)
                    code.add(it.row(), it.value() * dictionary.norms()[it.row()]);
            find(signals.col(first + j), products.col(j), code);
            parts[static_cast<std::size_t>(number)].add(code);
            for (std::size_t k = 0; k < code.atoms.size(); ++k)
                all.residuals.col(first + j) -= code.values[k] * dictionary.unit_atoms().col(code.atoms[k]);
        }
    });
    assemble(dictionary, parts, all);
    return all;
}

/// The same in this thread.
template <class Scalar, SparseCoder Coder>
SparseCodes<Scalar> encode(const Dictionary<Scalar>& dictionary, const Matrix<Scalar>& signals,
                           const Coder& coder, const Eigen::SparseMatrix<Scalar>* begin = nullptr) {
    Workers alone;
    return encode(dictionary, signals, coder, alone, begin);
}

/// The same for signals that are a part of a matrix, or an expression: encode copies them.
template <class Scalar, class Derived, SparseCoder Coder, class... Rest>
requires(!std::same_as<Derived, Matrix<Scalar>>) SparseCodes<Scalar> encode(
    const Dictionary<Scalar>& dictionary, const Eigen::MatrixBase<Derived>& signals, const Coder& coder,
    Rest&&... rest) {
    return encode(dictionary, Matrix<Scalar>{signals}, coder, std::forward<Rest>(rest)...);
}

}  // namespace regula::inline REGULA_ABI
