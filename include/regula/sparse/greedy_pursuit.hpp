#pragma once

#include <regula/sparse/encode.hpp>
#include <regula/sparse/selected_atoms.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI {

/// The settings that the greedy pursuits share.
struct PursuitSettings {
    Index atoms = 0;             ///< at most; 0 for as many as there are features
    double residual = 0;         ///< the norm of the residual at which a pursuit stops
    bool non_negative = false;   ///< whether coefficients must be >= 0
    bool least_squares = false;  ///< selects the atom whose selection reduces the residual most

    void check(const auto& dictionary, const char* who) const {
        const Index most = std::min(dictionary.features(), dictionary.size());
        require(atoms >= 0 && atoms <= most, who, ": atoms must be from 1 to the ", most, " that ",
                dictionary.features(), " features and ", dictionary.size(), " atoms allow, got ", atoms);
        require(residual >= 0, who, ": residual must be >= 0, got ", residual);
    }
};

/// A pursuit of one signal after another, which selects one atom a step and then fits all selected ones by
/// least squares. It works on x / |x|, so signals of any length are alike.
template <class Scalar>
class GreedyPursuit {
public:
    GreedyPursuit(const Dictionary<Scalar>& dictionary, const PursuitSettings& settings)
        : dictionary_{&dictionary},
          settings_{settings},
          most_{settings.atoms > 0 ? settings.atoms : std::min(dictionary.features(), dictionary.size())},
          selected_{dictionary, most_},
          z_(most_),
          fit_(most_),
          before_(most_),
          rest_(dictionary.size()),
          residual_(dictionary.features()) {}

    void operator()(const auto& x, const auto& products, SparseCode<Scalar>& code) {
        code.clear();
        const Scalar length = safe_norm(x);
        if (length == 0) return;
        with_length(x, length, Scalar{1}, [&](const auto& unit) { signal_ = unit; });
        products_ = products / length;
        tolerance_ = static_cast<Scalar>(settings_.residual) / length;
        start();
        for (Index step = 0; step < 3 * most_ && selected_.size() < most_ && !done(); ++step) {
            const Index atom = best();
            if (atom < 0) break;
            if (!select(atom))
                left_[atom] = 0, rest_[atom] = 0;  // it depends on the selected ones
            else if (settings_.non_negative)
                keep_non_negative();
        }
        refine();
        for (Index k = 0; k < selected_.size(); ++k)
            code.add(selected_.atoms()[static_cast<std::size_t>(k)], length * fit_[k]);
    }

private:
    // The products of the residual with atoms that are 0 but for rounding.
    static constexpr Scalar rounding = 32 * std::numeric_limits<Scalar>::epsilon();

    void start() {
        selected_.clear();
        rest_.setOnes();
        squares_ = 1;
        left_ = products_;
    }
    /// The atom to select: the largest product with the residual, which for least squares is divided by the
    /// length of the atom beyond the selected ones. Of equal ones it is the first. -1 if none is left.
    Index best() {
        if (settings_.least_squares)
            score_ = (rest_ > rounding).select(left_.array().square() / rest_.max(rounding), Scalar{0});
        else if (settings_.non_negative)
            score_ = left_.array();
        else
            score_ = left_.array().abs();
        const Scalar largest = score_.maxCoeff();
        const Scalar least = settings_.least_squares ? rounding * rounding : rounding;
        if (!(largest > least)) return -1;
        return std::find(score_.begin(), score_.end(), largest) - score_.begin();
    }
    bool select(Index atom) {
        if (!selected_.add(atom)) return false;
        const Index k = selected_.size() - 1;
        z_[k] = left_[atom] / selected_.last_length();
        left_ -= z_[k] * selected_.last();
        left_[atom] = 0;
        squares_ -= z_[k] * z_[k];
        if (settings_.least_squares) {
            rest_ -= selected_.last().array().square();
            rest_[atom] = 0;
        }
        return true;
    }
    /// Removes atoms until the least squares fit of the others has positive coefficients, each time those
    /// that reach 0 first on the way from the fit before. Lawson and Hanson (1974), "Solving least squares
    /// problems", chapter 23.
    void keep_non_negative() {
        before_[selected_.size() - 1] = 0;
        for (solve(); selected_.size() > 0 && fit_.head(selected_.size()).minCoeff() <= 0; solve()) {
            const Index n = selected_.size();
            Scalar share = 1;
            for (Index k = 0; k < n; ++k)
                if (fit_[k] <= 0) share = std::min(share, before_[k] / (before_[k] - fit_[k]));
            const std::vector<Index> atoms = selected_.atoms();
            start();
            Index kept = 0;
            for (Index k = 0; k < n; ++k) {
                const Scalar value = before_[k] + share * (fit_[k] - before_[k]);
                if (!(value > rounding) || !select(atoms[static_cast<std::size_t>(k)])) continue;
                before_[kept++] = value;
            }
        }
        before_.head(selected_.size()) = fit_.head(selected_.size());
    }
    void solve() {
        fit_.head(selected_.size()) = z_.head(selected_.size());
        selected_.solve(fit_);
    }
    /// The residual of the present fit.
    void measure() {
        residual_ = signal_;
        for (Index k = 0; k < selected_.size(); ++k)
            residual_ -=
                fit_[k] * dictionary_->unit_atoms().col(selected_.atoms()[static_cast<std::size_t>(k)]);
    }
    /// Whether the residual is small enough. Its tracked square loses its digits as it falls, so a small one
    /// is measured.
    bool done() {
        if (tolerance_ == 0) return false;
        if (squares_ > std::sqrt(std::numeric_limits<Scalar>::epsilon()))
            return squares_ <= tolerance_ * tolerance_;
        solve();
        measure();
        return residual_.norm() <= tolerance_;
    }
    /// Fits the residual of the fit once more, so that it is orthogonal to the selected atoms up to rounding.
    void refine() {
        const Index n = selected_.size();
        solve();
        measure();
        for (Index k = 0; k < n; ++k)
            before_[k] =
                dictionary_->unit_atoms().col(selected_.atoms()[static_cast<std::size_t>(k)]).dot(residual_);
        selected_.solve_transposed(before_);
        selected_.solve(before_);
        fit_.head(n) += before_.head(n);
        if (settings_.non_negative) fit_.head(n) = fit_.head(n).cwiseMax(Scalar{0});
    }

    const Dictionary<Scalar>* dictionary_;
    PursuitSettings settings_;
    Index most_;
    SelectedAtoms<Scalar> selected_;
    Vector<Scalar> signal_, products_, left_, z_, fit_, before_;  // left_: products of atoms and residual
    Eigen::Array<Scalar, Eigen::Dynamic, 1> rest_, score_;
    Vector<Scalar> residual_;
    Scalar squares_ = 1, tolerance_ = 0;
};

}  // namespace regula::inline REGULA_ABI
