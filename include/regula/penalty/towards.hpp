#pragma once

#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// Towards a point: pulls a block of weights to given values instead of to zero, as to another model's.
///
///     value       a/2 |w - p|^2
///     gradient    a (w - p)
///     prox        (w + t a p) / (1 + t a)
///
/// The point has the shape of one block: on(weights[0], Towards{.strength = 0.1, .point = other}). Throws
/// std::invalid_argument where it meets a block of another shape. It is kept in double and read entry by
/// entry in the precision of the weights; decoupled(...) and scheduled(...) copy it in each step.
/// Goodfellow, Bengio and Courville, Deep Learning, sections 7.1 and 7.9.
struct Towards {
    static constexpr bool smooth = true;
    double strength;
    Matrix<double> point;

    void check() const { require(strength >= 0, "Towards: strength must be >= 0, got ", strength); }

    auto value(const auto& w) const {
        using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
        require_fits(w);
        return strength / 2 * (w - point.cast<Scalar>()).squaredNorm();
    }

    void add_gradient(const auto& w, auto& g) const {
        using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
        require_fits(w);
        g += strength * (w - point.cast<Scalar>());
    }

    void prox(auto& w, double step) const {
        using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
        require_fits(w);
        w = (w + step * strength * point.cast<Scalar>()) / (1 + step * strength);
    }
    template <class Steps>
    void prox(auto& w, const Eigen::MatrixBase<Steps>& steps) const {
        require_fits(w);
        w.array() = (w.array() + strength * steps.array() * point.cast<typename Steps::Scalar>().array()) /
                    (1 + strength * steps.array());
    }

    void require_fits(const auto& w) const {
        require(w.rows() == point.rows() && w.cols() == point.cols(), "Towards: the point is ", point.rows(),
                " x ", point.cols(), ", the block that it meets is ", w.rows(), " x ", w.cols());
    }
};

static_assert(ElementwiseProx<Towards> && is_smooth<Towards>);

}  // namespace regula::inline REGULA_ABI
