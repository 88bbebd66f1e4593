#pragma once

#include <regula/core/matrix.hpp>
#include <regula/core/numeric/cholesky.hpp>

#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// Anderson's extrapolation of a sequence that converges slowly: of its last terms, the mean whose steps
/// would cancel best,
///
///     sum_k z_k x_{k+1},     z the least |sum_k z_k (x_{k+1} - x_k)| of those with sum_k z_k = 1
///
/// Bertrand and Massias (2021), "Anderson acceleration of coordinate descent".
template <class = OnUse>
class Extrapolation {
public:
    /// Forgets the sequence, because another begins.
    void restart() { terms_.clear(); }

    /// Adds a term. Returns whether there are enough of them.
    bool add(Vector<double> term) {
        terms_.push_back(std::move(term));
        return terms_.size() == depth + 1;
    }

    /// The extrapolated term. The last term is then the first of the sequence.
    Vector<double> leap() {
        constexpr auto count = static_cast<Index>(depth);
        Matrix<double> steps(terms_[0].size(), count);
        for (Index k = 0; k < count; ++k) steps.col(k) = term(k + 1) - term(k);
        Matrix<double> gram = steps.transpose() * steps;
        gram.diagonal().array() += 1e-12 * gram.trace();
        const Vector<double> z = Eigen::LLT<Matrix<double>>{gram}.solve(Vector<double>::Ones(count));
        Vector<double> there = Vector<double>::Zero(steps.rows());
        for (Index k = 0; k < count; ++k) there += z[k] / z.sum() * term(k + 1);
        terms_.clear();
        return there;
    }

private:
    static constexpr std::size_t depth = 5;

    const Vector<double>& term(Index k) const { return terms_[static_cast<std::size_t>(k)]; }

    std::vector<Vector<double>> terms_;
};

}  // namespace regula::inline REGULA_ABI
