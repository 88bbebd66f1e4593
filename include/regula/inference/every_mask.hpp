#pragma once

#include <regula/core/on.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/inference/belief.hpp>
#include <regula/inference/masks.hpp>
#include <regula/model/network.hpp>

#include <tuple>
#include <vector>

namespace regula::inline REGULA_ABI {

/// Hooks that multiply the hidden units of each place by given gains, the same for all samples.
template <class Scalar>
struct GainHooks : Hooks<Scalar> {
    /// One vector per hidden place, in their order; an empty one multiplies nothing.
    const std::vector<Vector<double>>& gains;

    explicit GainHooks(const std::vector<Vector<double>>& given) : gains{given} {}

    bool act_at(const Block& place) const override { return place.role == Role::hidden; }
    Passed<Scalar> forward(const Block& place, const Matrix<Scalar>& h, Matrix<Scalar>& changed,
                           Matrix<Scalar>&, Visit) override {
        const auto& gain = gains[static_cast<std::size_t>(place.layer)];
        if (gain.size() == 0) return {&h};
        changed = gain.template cast<Scalar>().asDiagonal() * h;
        return {&changed};
    }
};

/// Whether a placed policy is a Dropout of units.
template <class P>
inline constexpr bool is_dropout = false;
template <class Where, class P>
inline constexpr bool is_dropout<Placed<Where, P>> = std::same_as<policy_at<P>, Dropout> &&
                                                     (Where::template has<Role::input> ||
                                                      Where::template has<Role::hidden>);

/// The drop probability of a block's units under all policies, each a Dropout in some place. Throws
/// std::invalid_argument if a policy's probability is not in [0, 1).
template <Role role>
double drop_probability_at(Slot<role> slot, const auto&... policies) {
    double kept = 1;
    [[maybe_unused]] const auto meet = [&]<class Put>(const Put& put) {
        static_assert(
            is_dropout<Put>,
            "regula: every_mask needs Dropout on inputs or hidden units; other policies have no masks, "
            "or none that can be enumerated");
        if constexpr (is_dropout<Put>) {
            const Dropout dropout = at(put.policy, StepTime{});
            validate(dropout);
            if constexpr (decltype(put.where)::template has<role>)
                if (put.where.selects(slot.block)) kept *= dropout.keep_probability();
        }
    };
    (meet(placed(policies)), ...);
    return 1 - kept;
}

/// Calls use(y, probability) with the outputs of every subnetwork of dropout: all choices of the units that
/// policies may drop, inputs and hidden units together. Throws std::invalid_argument unless there are 1 ...
/// 16 such units, and if a probability is not in [0, 1).
template <class Scalar, class... Ps>
void for_each_subnetwork(const Network<Scalar>& net, const Matrix<Scalar>& x, const auto& use,
                         const Ps&... policies) {
    require(x.rows() == net.features(), "every_mask: inputs must have ", net.features(), " features, got ",
            x.rows());
    const Block in_place{.role = Role::input, .name = "inputs", .rows = net.features(), .cols = 1};
    std::vector<double> p{drop_probability_at(Slot<Role::input>{in_place}, policies...)};
    std::vector<Index> widths{net.features()};
    for (const Block& block : net.hidden_blocks()) {
        p.push_back(drop_probability_at(Slot<Role::hidden>{block}, policies...));
        widths.push_back(block.rows);
    }
    std::vector<double> units;
    for (std::size_t l = 0; l < p.size(); ++l)
        if (p[l] > 0) units.insert(units.end(), static_cast<std::size_t>(widths[l]), p[l]);
    require(!units.empty() && units.size() <= 16,
            "every_mask: Dropout must act on 1 ... 16 units in all, got ", units.size());

    std::vector<Vector<double>> gains(p.size() - 1);
    Matrix<Scalar> in = x;
    Pass<Scalar> pass;
    GainHooks<Scalar> hooks{gains};
    Workers alone;
    const auto probabilities =
        Eigen::Map<const Vector<double>>(units.data(), static_cast<Index>(units.size()));
    for_each_mask(probabilities, [&](const Vector<double>& mask, double probability) {
        Index first = 0;
        for (std::size_t l = 0; l < p.size(); ++l) {
            if (p[l] == 0) continue;
            const Vector<double> gain = 1 / (1 - p[l]) * mask.segment(first, widths[l]);
            first += widths[l];
            if (l == 0)
                in = gain.template cast<Scalar>().asDiagonal() * x;
            else
                gains[l - 1] = gain;
        }
        pass.begin(net.parameters(), nullptr, hooks, alone);
        use(pass.value(net(pass, pass.input(in))), probability);
    });
}

/// The belief of the whole ensemble that dropout trains, by enumeration of all its masks. monte_carlo(net,
/// loss, x, k, ...) converges to it; one pass without masks, predict(x), approximates it.
///
///     const Belief all = every_mask(net, SoftmaxCrossEntropy{}, x, on(inputs, Dropout{0.2}), Dropout{0.5});
///     all.geometric;      // equals predict(x) if no nonlinearity but the softmax follows a mask
///
/// At most 16 units may be dropped, in 65 536 passes. Their probabilities are those of Dropout's draws,
/// rounded to multiples of 2^-16. Goodfellow, Bengio and Courville, Deep Learning, section 7.12; Warde-Farley
/// et al. (2014), "An empirical analysis of dropout in piecewise linear networks".
template <class Scalar, ClassLoss Loss, class... Ps>
Belief every_mask(const Network<Scalar>& net, const Loss& loss, const Matrix<Scalar>& x,
                  const Ps&... policies) {
    Opinions said;
    for_each_subnetwork(
        net, x, [&](const auto& y, double probability) { said.add(opinion(loss, y), probability); },
        policies...);
    return belief_of(said, false);
}

/// The same for outputs: mean() and spread() are the mean and variance of the whole ensemble. In regression
/// with normal noise of one variance, the geometric mean of the densities is the normal density around
/// mean().
template <class Scalar, class... Ps>
RunningMean every_mask(const Network<Scalar>& net, const Matrix<Scalar>& x, const Ps&... policies) {
    RunningMean said;
    for_each_subnetwork(
        net, x, [&](const auto& y, double probability) { said.add(y, probability); }, policies...);
    return said;
}

}  // namespace regula::inline REGULA_ABI
