#pragma once

#include <regula/gate/stochastic_depth.hpp>
#include <regula/layer/residual.hpp>
#include <regula/theory/claim.hpp>
#include <regula/theory/claims/experiment.hpp>
#include <regula/theory/given_gains.hpp>

#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// The survival probabilities of the branches of a network, from the first to the last.
template <class = OnUse>
Vector<double> survival(const Network<double>& net, const StochasticDepth& policy) {
    std::vector<double> kept;
    for (const Block& block : net.hidden_blocks())
        if (block.role == Role::branch) kept.push_back(1 - policy.in(block).drop_probability);
    return Eigen::Map<const Vector<double>>(kept.data(), static_cast<Index>(kept.size()));
}

/// The outputs of a network with a given mask of its branches, without scaling.
template <std::size_t... branch>
Matrix<double> with_branches(const Network<double>& net, const Matrix<double>& x, unsigned mask,
                             std::index_sequence<branch...>) {
    return net.predict(
        x, Key{0}, on(branches[branch], GivenGains{Matrix<double>::Constant(1, 1, mask >> branch & 1)})...);
}

template <class = OnUse>
Finding linear_mean_of_depths(double wrong) {
    constexpr Index depth = 10;
    const double drop = 0.4;
    const std::vector<Layer<double>> blocks(
        depth, Residual{Dense{.units = 3, .initializer = Initializer::glorot, .bias = false}});
    const Network<double> net{3, blocks, Key{1}};
    const Matrix<double> x = drawn(2, 3, 4);

    Matrix<double> predicted = x;
    for (Index l = 1; l <= depth; ++l) {
        const double kept = 1 - (1 + wrong) * drop * static_cast<double>(l) / depth;
        predicted +=
            kept * (net.parameters()[static_cast<std::size_t>(l - 1)].transpose() * predicted).eval();
    }
    const Vector<double> kept = survival(net, StochasticDepth{drop});
    Matrix<double> mean = Matrix<double>::Zero(3, 4);
    for (unsigned mask = 0; mask < 1u << depth; ++mask) {
        double probability = 1;
        for (Index l = 0; l < depth; ++l) probability *= mask >> l & 1 ? kept[l] : 1 - kept[l];
        mean += probability * with_branches(net, x, mask, std::make_index_sequence<depth>{});
    }
    return {predicted.norm(), mean.norm(), relative(mean, predicted)};
}

template <class = OnUse>
Finding expected_depth(double wrong) {
    constexpr Index depth = 54, samples = 40000;
    const std::vector<Layer<double>> blocks(depth, Residual{Dense{1, Initializer::zero}});
    Network<double> net{1, blocks};
    const StochasticDepth policy{0.5};
    const Vector<double> kept = survival(net, policy);  // a branch adds 1 where it is kept, 0 where not
    for (const Block& block : net.parameters().blocks())
        if (block.role == Role::bias) net.parameters()[block].setConstant(kept[block.layer]);
    const Matrix<double> depths = net.predict(Matrix<double>::Zero(1, samples), Key{3}, policy);
    Mean mean;
    for (Index j = 0; j < samples; ++j) mean.add(depths(0, j));
    const double predicted = (3.0 * depth - 1) / 4 * (1 + wrong);
    return {predicted, mean.mean(), mean.z(predicted, 0.02)};
}

/// Claims about the ensemble of networks of all depths.
template <class = OnUse>
std::vector<Claim> stochastic_depth_claims() {
    return {
        {.id = "stochastic-depth-linear-mean",
         .statement =
             "The mean of a linear residual network over all choices of branches is the network with "
             "every branch, each times its chance to survive.",
         .formula = R"(\operatorname{E} y = \prod_l (I + p_l A_l) x, \\ p_l = 1 - \frac{l}{L} (1 - p_L))",
         .source = "Huang et al. (2016), Deep networks with stochastic depth, section 3",
         .experiment =
             "All $2^{10}$ choices of the branches of ten blocks of 3 units are enumerated at $p_L = "
             "0.6$, with the chances of StochasticDepth.",
         .tolerance = 1e-12,
         .find = linear_mean_of_depths},
        {.id = "stochastic-depth-expected",
         .statement = "With half of the last branches dropped, three quarters of a deep network remain on "
                      "average.",
         .formula = R"(\operatorname{E} \text{depth} = \frac{3 L - 1}{4} = 40.25 \text{ of } 54 \text{ )"
                    R"(blocks})",
         .source = "Huang et al. (2016), Deep networks with stochastic depth, section 3",
         .experiment =
             "A network of 54 blocks, each of which adds 1 where it is kept, predicts 40000 samples "
             "with StochasticDepth{0.5}.",
         .tolerance = 4,
         .find = expected_depth,
         .distance = Distance::standard_errors},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
