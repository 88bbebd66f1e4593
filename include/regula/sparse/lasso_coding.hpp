#pragma once

#include <regula/sparse/encode.hpp>
#include <regula/sparse/selected_atoms.hpp>

#include <algorithm>
#include <cmath>

namespace regula::inline REGULA_ABI {

/// Sparse coding by L1, or by the elastic net: the minimum, with a proof of it, of
///
///     1/2 |x - D h|^2 + strength |h|_1 + l2/2 |h|^2
///
/// Coordinate descent on the Gram matrix, from the given codes: full sweeps, and between them sweeps over the
/// atoms in use, and for l2 = 0 the solution for these atoms and their signs. It stops at a duality gap of at
/// most `tolerance` |x|^2 / 2 or of rounding (4e-6 |x|^2 for float), or after `sweeps` full sweeps. The gaps
/// of the result are in units of the objective; `converged` says for each signal whether its gap is small
/// enough. For an orthonormal dictionary h = soft(D'x, strength) / (1 + l2). Throws std::invalid_argument
/// unless strength > 0, l2 >= 0, tolerance > 0, sweeps >= 1. Tibshirani (1996); Friedman, Hastie and
/// Tibshirani (2010).
struct LassoCoding {
    double strength;
    double l2 = 0;
    double tolerance = 1e-8;
    int sweeps = 1000;
    bool non_negative = false;  ///< whether coefficients must be >= 0

    void check(const auto&) const {
        require(strength > 0 && std::isfinite(strength), "LassoCoding: strength must be finite and > 0, got ",
                strength);
        require(l2 >= 0 && std::isfinite(l2), "LassoCoding: l2 must be finite and >= 0, got ", l2);
        require(tolerance > 0, "LassoCoding: tolerance must be > 0, got ", tolerance);
        require(sweeps >= 1, "LassoCoding: sweeps must be >= 1, got ", sweeps);
    }
    template <class Scalar>
    auto start(const Dictionary<Scalar>& dictionary) const;
};

/// The descent of LassoCoding, for one signal after another. It works on x / |x| and unit atoms.
template <class Scalar>
class LassoDescent {
public:
    LassoDescent(const Dictionary<Scalar>& dictionary, const LassoCoding& settings)
        : dictionary_{&dictionary},
          settings_{settings},
          l1_{static_cast<Scalar>(settings.strength) * dictionary.norms().cwiseInverse()},
          l2_{Vector<Scalar>::Zero(dictionary.size())},
          selected_{dictionary, std::min(dictionary.features(), dictionary.size())},
          goal_(std::min(dictionary.features(), dictionary.size())) {
        if (settings.l2 > 0)
            l2_ = static_cast<Scalar>(settings.l2) * dictionary.norms().cwiseAbs2().cwiseInverse();
    }

    void operator()(const auto& x, const auto& products, SparseCode<Scalar>& code) {
        const Scalar length = safe_norm(x);
        if (length == 0) return code.clear();
        begin(products / length, code, length);
        double gap = this->gap();
        const double enough = std::max(settings_.tolerance / 2, rounding);
        for (int sweep = 0; sweep < settings_.sweeps && !(gap <= enough); ++sweep) {
            for (Index j = 0; j < h_.size(); ++j) move(j);
            gap = this->gap();
            if (gap > enough) sweep_used(10), solve_used();
        }
        code.clear();
        for (Index j = 0; j < h_.size(); ++j)
            if (h_[j] != 0) code.add(j, length * h_[j]);
        gap = this->gap();
        code.converged = gap <= enough;
        code.gap = gap * static_cast<double>(length) * static_cast<double>(length);
    }

private:
    // No gap below this can be computed.
    static constexpr double rounding = 32.0 * static_cast<double>(std::numeric_limits<Scalar>::epsilon());

    void begin(const auto& products, const SparseCode<Scalar>& code, Scalar length) {
        products_ = left_ = products;
        h_.setZero(products_.size());
        limits_ = l1_ / length;
        for (std::size_t k = 0; k < code.atoms.size(); ++k)
            if (!settings_.non_negative || code.values[k] > 0) set(code.atoms[k], code.values[k] / length);
    }
    void set(Index j, Scalar value) {
        if (value == h_[j]) return;
        left_ -= (value - h_[j]) * dictionary_->gram().col(j);
        h_[j] = value;
    }
    void move(Index j) {
        const Scalar full = left_[j] + h_[j], size = settings_.non_negative ? full : std::abs(full);
        const Scalar shrunk = size > limits_[j] ? (size - limits_[j]) / (1 + l2_[j]) : Scalar{0};
        set(j, full < 0 ? -shrunk : shrunk);
    }
    /// Sweeps over the atoms in use alone, which are few.
    void sweep_used(int times) {
        used_.clear();
        for (Index j = 0; j < h_.size(); ++j)
            if (h_[j] != 0) used_.push_back(j);
        for (int i = 0; i < times; ++i)
            for (const Index j : used_) move(j);
    }
    /// Moves to the minimum for the atoms in use with their signs, or up to the first sign that would change.
    /// Sweeps alone are slow for atoms that are nearly dependent.
    void solve_used() {
        if (settings_.l2 > 0 || !select_used()) return;
        const Index n = selected_.size();
        for (Index k = 0; k < n; ++k) {
            const Index j = selected(k);
            goal_[k] = left_[j] - (h_[j] > 0 ? limits_[j] : -limits_[j]);
        }
        selected_.solve_transposed(goal_);
        selected_.solve(goal_);
        Scalar share = 1;
        for (Index k = 0; k < n; ++k) share = std::min(share, to_zero(h_[selected(k)], goal_[k]));
        for (Index k = 0; k < n; ++k) set(selected(k), h_[selected(k)] + share * goal_[k]);
    }
    /// Selects the atoms in use, after it has dropped some until they are independent. Returns whether it
    /// could.
    bool select_used() {
        for (;;) {
            selected_.clear();
            const auto dependent = std::find_if(used_.begin(), used_.end(),
                                                [&](Index j) { return h_[j] != 0 && !selected_.add(j); });
            if (dependent == used_.end()) return true;
            if (!drop_along(*dependent)) return false;
        }
    }
    /// Moves along the dependence of an atom on the selected ones, which leaves the residual, in the
    /// direction in which the penalty does not rise, until a coefficient is 0.
    bool drop_along(Index dependent) {
        const Index n = selected_.size();
        selected_.products(dependent, goal_);
        selected_.solve(goal_);
        Scalar slope = h_[dependent] > 0 ? -limits_[dependent] : limits_[dependent];
        for (Index k = 0; k < n; ++k)
            slope += (h_[selected(k)] > 0 ? limits_[selected(k)] : -limits_[selected(k)]) * goal_[k];
        const Scalar direction = slope > 0 ? Scalar{-1} : Scalar{1};
        Index first = dependent;
        Scalar share = to_zero(h_[dependent], -direction);
        for (Index k = 0; k < n; ++k) {
            const Scalar other = to_zero(h_[selected(k)], direction * goal_[k]);
            if (other < share) share = other, first = selected(k);
        }
        if (!std::isfinite(share)) return false;
        for (Index k = 0; k < n; ++k) set(selected(k), h_[selected(k)] + share * direction * goal_[k]);
        set(dependent, h_[dependent] - share * direction);
        set(first, 0);
        return true;
    }
    Index selected(Index k) const { return selected_.atoms()[static_cast<std::size_t>(k)]; }
    /// The share of a move after which a coefficient is 0; infinite if it moves away.
    static Scalar to_zero(Scalar from, Scalar move) {
        return from * move < 0 ? -from / move : std::numeric_limits<Scalar>::infinity();
    }
    /// The duality gap: the residual, scaled until no atom exceeds its limit, is feasible in the dual. The
    /// term of l2 makes it the residual of a longer signal.
    double gap() const {
        const auto wide = [](const auto& v) { return v.template cast<double>(); };
        const double fitted = wide(h_).dot(wide(products_)), rest = wide(h_).dot(wide(left_));
        const double ridge = (wide(l2_).array() * wide(h_).array().square()).sum();
        const double squares = std::max(0.0, 1 - fitted - rest) + ridge, along = 1 - fitted;
        double scale = 1;
        for (Index j = 0; j < h_.size(); ++j) {
            const double u =
                static_cast<double>(left_[j]) - static_cast<double>(l2_[j]) * static_cast<double>(h_[j]);
            const double size = settings_.non_negative ? u : std::abs(u);
            if (size * scale > static_cast<double>(limits_[j]))
                scale = static_cast<double>(limits_[j]) / size;
        }
        const double primal = squares / 2 + wide(limits_).dot(wide(h_.cwiseAbs()));
        const double gap = primal - (scale * along - scale * scale * squares / 2);
        return gap < 0 ? 0 : gap;  // a NaN stays one
    }

    const Dictionary<Scalar>* dictionary_;
    LassoCoding settings_;
    Vector<Scalar> l1_, l2_, limits_, products_, left_, h_;  // left_: products of atoms and residual
    SelectedAtoms<Scalar> selected_;
    Vector<Scalar> goal_;
    std::vector<Index> used_;
};

template <class Scalar>
auto LassoCoding::start(const Dictionary<Scalar>& dictionary) const {
    return LassoDescent<Scalar>{dictionary, *this};
}

static_assert(SparseCoder<LassoCoding>);

}  // namespace regula::inline REGULA_ABI
