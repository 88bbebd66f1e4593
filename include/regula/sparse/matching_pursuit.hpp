#pragma once

#include <regula/sparse/encode.hpp>

#include <algorithm>
#include <cmath>

namespace regula::inline REGULA_ABI {

/// Matching pursuit: each step takes the atom with the largest product with the residual, and subtracts it.
///
///     j = argmax |d_j'r|,     h_j <- h_j + d_j'r,     r <- r - (d_j'r) d_j      (unit atoms)
///
/// The norm of the residual falls in each step; it tends to 0 if the atoms span the features. A step costs
/// `atoms` multiplications. An atom may be taken several times, so `steps` may exceed the atoms of a code.
/// Mallat and Zhang (1993), "Matching pursuits with time-frequency dictionaries".
struct MatchingPursuit {
    Index steps;
    double residual = 0;  ///< the norm of the residual at which it stops

    void check(const auto&) const {
        require(steps >= 1, "MatchingPursuit: steps must be >= 1, got ", steps);
        require(residual >= 0, "MatchingPursuit: residual must be >= 0, got ", residual);
    }

    template <class Scalar>
    auto start(const Dictionary<Scalar>& dictionary) const;
};

/// The pursuit of MatchingPursuit, for one signal after another.
template <class Scalar>
class MatchingSteps {
public:
    MatchingSteps(const Dictionary<Scalar>& dictionary, const MatchingPursuit& settings)
        : dictionary_{&dictionary}, settings_{settings} {}

    void operator()(const auto& x, const auto& products, SparseCode<Scalar>& code) {
        left_ = products;
        h_.setZero(dictionary_->size());
        order_.clear();
        const Scalar norm = safe_norm(x), least = 32 * std::numeric_limits<Scalar>::epsilon() * norm;
        double squares = 1;  // of the residual, relative to the signal
        for (Index step = 0; step < settings_.steps && !done(x, norm, squares); ++step) {
            Index atom = 0;
            const Scalar largest = left_.cwiseAbs().maxCoeff(&atom), share = left_[atom];
            if (!(largest > least)) break;
            if (std::find(order_.begin(), order_.end(), atom) == order_.end()) order_.push_back(atom);
            h_[atom] += share;
            left_ -= share * dictionary_->gram().col(atom);
            squares -= static_cast<double>(share / norm) * static_cast<double>(share / norm);
        }
        code.clear();
        for (const Index atom : order_)
            if (h_[atom] != 0) code.add(atom, h_[atom]);
    }

private:
    /// Whether the residual is small enough. Its tracked square loses its digits as it falls, so a small one
    /// is measured.
    bool done(const auto& x, Scalar norm, double squares) {
        if (settings_.residual == 0) return false;
        const double stop = settings_.residual / static_cast<double>(norm);
        if (squares > std::sqrt(static_cast<double>(std::numeric_limits<Scalar>::epsilon())))
            return squares <= stop * stop;
        residual_ = x;
        for (const Index atom : order_) residual_ -= h_[atom] * dictionary_->unit_atoms().col(atom);
        return static_cast<double>(safe_norm(residual_)) <= settings_.residual;
    }

    const Dictionary<Scalar>* dictionary_;
    MatchingPursuit settings_;
    Vector<Scalar> left_, h_, residual_;  // left_: products of atoms and residual
    std::vector<Index> order_;
};

template <class Scalar>
auto MatchingPursuit::start(const Dictionary<Scalar>& dictionary) const {
    return MatchingSteps<Scalar>{dictionary, *this};
}

static_assert(SparseCoder<MatchingPursuit>);

}  // namespace regula::inline REGULA_ABI
