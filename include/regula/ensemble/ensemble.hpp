#pragma once

#include <regula/core/error.hpp>
#include <regula/ensemble/combine.hpp>
#include <regula/ensemble/subsample.hpp>

#include <type_traits>
#include <vector>

namespace regula::inline REGULA_ABI {

/// A model of an ensemble, any type with     predict(x), outputs x samples
/// and its part of the data.
template <class Model>
struct Member {
    Model model;
    Subsample subsample = {};

    /// The outputs for samples with all features.
    template <class Scalar>
    auto predict(const Matrix<Scalar>& x) const {
        return subsample.features.empty() ? model.predict(x)
                                          : model.predict(with_features(x, subsample.features));
    }
};

/// Throws std::invalid_argument unless a copy of a model has parameters of its own. The members of an
/// ensemble that copies a model that refers to another, such as GradientAccumulation, would all be the same.
template <class Model>
void require_own_parameters(const Model& model, const char* name) {
    const Model copy = model;
    require(&copy.parameters().vector() != &model.parameters().vector(), name,
            ": members are copies of a model and need parameters of their own, got a model that refers to "
            "those of another");
}

/// Models with a combined prediction.
///
///     Ensemble<Network<double>> bag = train_ensemble(Bagging{25}, data, train, Key{1});
///     Matrix<double> scores = bag.predict(x, AverageProbability{});
template <class Model>
struct Ensemble {
    std::vector<Member<Model>> members = {};
    Vector<double> weights = {};  ///< of the members in every mean; empty: equal weights

    Index size() const { return static_cast<Index>(members.size()); }

    /// The weights, one per member, scaled to sum 1. Throws std::invalid_argument if there are no members, if
    /// the number of weights differs from theirs, and for weights that are negative or all zero.
    Vector<double> shares() const {
        require(size() >= 1, "Ensemble: needs at least one member, got none");
        if (weights.size() == 0) return Vector<double>::Constant(size(), 1 / static_cast<double>(size()));
        require(weights.size() == size(), "Ensemble: needs one weight a member, got ", weights.size(),
                " weights for ", size(), " members");
        require(weights.minCoeff() >= 0 && weights.sum() > 0,
                "Ensemble: weights must be >= 0, and one of them > 0");
        return weights / weights.sum();
    }

    /// The outputs of the ensemble (outputs x samples) for inputs (features x samples).
    template <class Scalar, Combining C = Average>
    auto predict(const Matrix<Scalar>& x, const C& combine = {}) const {
        const Vector<double> share = shares();
        using Outputs = std::remove_cvref_t<decltype(members[0].predict(x))>;
        using Number = typename Outputs::Scalar;
        Outputs sum;
        double weight = 0;  // of the members so far
        for (Index i = 0; i < size(); ++i) {
            Outputs y = members[static_cast<std::size_t>(i)].predict(x);
            if constexpr (!BlendCombining<C>) combine.enter(y);
            if (i == 0) sum.setZero(y.rows(), y.cols());
            require(y.rows() == sum.rows() && y.cols() == sum.cols(),
                    "Ensemble: members must have the same outputs, got ", sum.rows(), " x ", sum.cols(),
                    " and ", y.rows(), " x ", y.cols());
            if (share[i] == 0) continue;
            weight += share[i];
            if constexpr (BlendCombining<C>)
                combine.blend(sum, y, share[i] / weight);
            else
                sum += static_cast<Number>(share[i]) * y;
        }
        if constexpr (!BlendCombining<C>) combine.leave(sum);
        return sum;
    }
};

}  // namespace regula::inline REGULA_ABI
