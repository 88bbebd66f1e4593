#pragma once

#include <regula/core/policy.hpp>
#include <regula/sparse/encode.hpp>

#include <cmath>
#include <limits>

namespace regula::inline REGULA_ABI {

/// Sparse coding with any penalty that has a prox, by FISTA with restarts:
///
///     min 1/2 |x - D h|^2 + P(h)          ProximalCoding{Mcp{0.1, 3}}
///
/// A code has converged if a step of length 1/L moves no coefficient by more than `tolerance` |D'x|_inf / L,
/// where L bounds the curvature of the square. For penalties that are not convex this is a stationary point.
/// Squares of signals and of norms of atoms must be in range. The gap of a code is NaN, since it depends on
/// the penalty; LassoCoding gives gaps for L1 and the elastic net. Throws std::invalid_argument unless
/// tolerance > 0 and iterations >= 1. Beck and Teboulle (2009), "A fast iterative shrinkage-thresholding
/// algorithm"; O'Donoghue and Candes (2015) for restarts.
template <ProximalPenalty P>
struct ProximalCoding {
    P penalty;
    double tolerance = 1e-8;
    int iterations = 10000;

    void check(const auto&) const {
        validate(penalty);
        require(tolerance > 0, "ProximalCoding: tolerance must be > 0, got ", tolerance);
        require(iterations >= 1, "ProximalCoding: iterations must be >= 1, got ", iterations);
    }
    template <class Scalar>
    auto start(const Dictionary<Scalar>& dictionary) const;
};
template <class P>
ProximalCoding(P, double = 1e-8, int = 10000) -> ProximalCoding<P>;

/// FISTA for one signal after another.
template <class Scalar, class P>
class Fista {
public:
    Fista(const Dictionary<Scalar>& dictionary, const ProximalCoding<P>& settings)
        : dictionary_{&dictionary}, settings_{settings}, begin_curvature_{largest_curvature()} {}

    void operator()(const auto&, const auto& products, SparseCode<Scalar>& code) {
        curvature_ = begin_curvature_;  // so the code does not depend on other signals
        target_ = dictionary_->norms().cwiseProduct(products);
        h_.setZero(target_.size());
        for (std::size_t k = 0; k < code.atoms.size(); ++k)
            h_[code.atoms[k]] = code.values[k] / dictionary_->norms()[code.atoms[k]];
        map(h_, mapped_);
        y_ = h_, y_mapped_ = mapped_;
        const Scalar enough = static_cast<Scalar>(settings_.tolerance) * target_.cwiseAbs().maxCoeff();
        Scalar momentum = 1;
        bool converged = false;
        for (int i = 0; i < settings_.iterations && !converged; ++i) {
            step();
            const Scalar moved = curvature_ * (next_ - y_).cwiseAbs().maxCoeff();
            // A step against the direction of the last one ends the momentum.
            const bool restart = (y_ - next_).dot(next_ - h_) > 0;
            const Scalar after = restart ? Scalar{1} : (1 + std::sqrt(1 + 4 * momentum * momentum)) / 2;
            const Scalar share = restart ? Scalar{0} : (momentum - 1) / after;
            momentum = after;
            y_ = next_ + share * (next_ - h_);
            y_mapped_ = next_mapped_ + share * (next_mapped_ - mapped_);
            h_.swap(next_), mapped_.swap(next_mapped_);
            converged = moved <= enough;
        }
        code.clear();
        code.converged = converged;
        for (Index j = 0; j < h_.size(); ++j)
            if (h_[j] != 0) code.add(j, h_[j] * dictionary_->norms()[j]);
        code.gap = std::numeric_limits<double>::quiet_NaN();
    }

private:
    /// D'D v.
    void map(const Vector<Scalar>& v, Vector<Scalar>& result) {
        scaled_ = dictionary_->norms().cwiseProduct(v);
        result.noalias() = dictionary_->gram() * scaled_;
        result.array() *= dictionary_->norms().array();
    }
    /// A step of length 1/L from y, with a larger L if the curvature along it is larger.
    void step() {
        for (;;) {
            next_ = y_ - (y_mapped_ - target_) / curvature_;
            settings_.penalty.prox(next_, static_cast<double>(1 / curvature_));
            map(next_, next_mapped_);
            const Scalar squares = (next_ - y_).squaredNorm();
            const Scalar along = (next_ - y_).dot(next_mapped_ - y_mapped_);
            if (!(along > curvature_ * squares * (1 + 8 * std::numeric_limits<Scalar>::epsilon()))) return;
            curvature_ = std::max(2 * curvature_, along / squares);
        }
    }
    /// The largest eigenvalue of D'D, by power iterations from below; steps raise it where needed.
    Scalar largest_curvature() {
        Scalar curvature = 0;
        Vector<Scalar> v = Vector<Scalar>::Ones(dictionary_->size()), mapped;
        for (int i = 0; i < 20; ++i) {
            v.normalize();
            map(v, mapped);
            curvature = std::max(curvature, mapped.norm());
            v = mapped + dictionary_->norms().cwiseAbs2().maxCoeff() * v;  // never zero
        }
        return std::max(curvature, dictionary_->norms().cwiseAbs2().maxCoeff());
    }

    const Dictionary<Scalar>* dictionary_;
    ProximalCoding<P> settings_;
    Vector<Scalar> scaled_;
    Scalar begin_curvature_, curvature_ = 0;
    Vector<Scalar> target_, h_, mapped_, y_, y_mapped_, next_, next_mapped_;
};

template <ProximalPenalty P>
template <class Scalar>
auto ProximalCoding<P>::start(const Dictionary<Scalar>& dictionary) const {
    return Fista<Scalar, P>{dictionary, *this};
}

}  // namespace regula::inline REGULA_ABI
