#pragma once

#include <regula/core/random.hpp>
#include <regula/ensemble/bagging.hpp>
#include <regula/ensemble/diagnose.hpp>
#include <regula/ensemble/train_ensemble.hpp>
#include <regula/layer/tanh.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/adam.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/theory/bagging.hpp>
#include <regula/theory/claim.hpp>
#include <regula/theory/masks.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// A softmax regression under all masks: the loss of the ensemble's geometric mean for a label, the mean loss
/// of its members, and the sum of the geometric mean before renormalisation. The disagreement of the members
/// depends on the draw.
struct CostOfMasks {
    double geometric, members, sum;
};
template <class = OnUse>
CostOfMasks cost_of_masks(std::uint64_t draw) {
    const Key key = Key{36}[draw];
    const double drop_probability = 0.3;
    Matrix<double> w(3, 4);
    Vector<double> x(3), logs = Vector<double>::Zero(4);
    fill_normal(key.stream("weights"), w, 2 * key.uniform(0));
    fill_normal(key.stream("inputs"), x);
    const auto scores = [&](const Vector<double>& mask) {
        return Matrix<double>{w.transpose() * x.cwiseProduct(mask)};
    };
    for_each_mask(3, drop_probability, [&](const Vector<double>& mask, double probability) {
        logs += probability * log_softmax(scores(mask));
    });
    const auto label = static_cast<Index>(key.below(4, 1));
    const double geometric = -std::log(mask_ensemble(3, drop_probability, scores).geometric(label, 0));
    return {geometric, -logs[label], logs.array().exp().sum()};
}

/// A bag of small networks, trained on 15 samples of a sine with noise.
template <class = OnUse>
Ensemble<Network<double>> bag_of_networks(Index members, const Dataset<double>& data, Key key) {
    const auto train = [](const Dataset<double>& part, Key own) {
        auto net = mlp<double>({1, 6, 1}, own, Tanh{});
        fit(net, SquaredError{}, part,
            Adam{.learning_rate = 0.05, .epochs = 60, .batch_size = 8, .seed = own.seed()});
        return net;
    };
    return train_ensemble(Bagging{.members = members}, data, train, key);
}
template <class = OnUse>
Dataset<double> noisy_sine(Index count, Key key) {
    Dataset<double> data{.inputs = Matrix<double>(1, count), .targets = Matrix<double>(1, count)};
    fill_uniform(key[0], data.inputs);
    fill_normal(key[1], data.targets, 0.5);
    data.targets.array() += (6 * data.inputs.array()).sin();
    return data;
}

namespace experiments {

template <class = OnUse>
Finding bagging_error_of_the_mean(double wrong) {
    Vector<double> predicted(120), measured(120);
    for (int trial = 0; trial < 120; ++trial) {
        const int k = 1 + trial % 20;
        const double v = 1.7, least = k == 1 ? 0 : -v / (k - 1);
        const double c = least + (v - least) * (trial / 20) / 5;
        Matrix<double> covariance = Matrix<double>::Constant(k, k, c);
        covariance.diagonal().setConstant(v);
        measured[trial] = covariance.sum() / (k * k);
        predicted[trial] = ensemble_error(v, c * (1 + wrong), k);
    }
    return Finding{predicted.norm(), measured.norm(), relative(measured, predicted)};
}

template <class = OnUse>
Finding bagging_error_of_the_mean_by_simulation(double wrong) {
    Finding worst;
    for (const double c : {0.0, 0.3 * 1.7, 0.9 * 1.7}) {
        Mean square;
        Matrix<double> z(5, 1000);  // the shared part of the errors, and each model's own
        for (std::uint64_t part = 0; part < 1000; ++part) {
            fill_normal(Key{34}[part], z);
            for (const auto draw : z.colwise())
                square.add(std::pow(std::sqrt(c) * draw[0] + std::sqrt(1.7 - c) * draw.tail(4).mean(), 2));
        }
        const double predicted = ensemble_error(1.7 * (1 + wrong), c, 4);
        const double z_score = square.z(predicted, 0.003 * predicted);
        if (!(z_score <= worst.deviation)) worst = {predicted, square.mean(), z_score};
    }
    return worst;
}

template <class = OnUse>
Finding bagging_error_of_networks(double wrong) {
    Mean expected, found, apart;
    for (std::uint64_t run = 0; run < 150; ++run) {
        const Key key = Key{39}[run];
        const auto data = noisy_sine(15, key[0]), fresh = noisy_sine(100, key[1]);
        const auto error = [&](Index members, Key own) {
            return diagnose(bag_of_networks(members, data, own), fresh, Average{}, Key{1}, 2);
        };
        const double predicted = error(6, key[2]).error_of(5) * (1 + wrong);
        const double measured = error(5, key[3]).error;
        expected.add(predicted);
        found.add(measured);
        apart.add(measured - predicted);
    }
    return Finding{expected.mean(), found.mean(), apart.z(0, 0.03 * found.mean())};
}

template <class = OnUse>
Finding ensemble_ambiguity(double wrong) {
    Vector<double> predicted(1000), measured(1000);
    for (Index draw = 0; draw < 1000; ++draw) {
        const Key key = Key{35}[static_cast<std::uint64_t>(draw)];
        Matrix<double> models(3, 5), target(3, 1);  // a column holds the outputs of one model
        fill_normal(key.stream("models"), models);
        fill_normal(key.stream("target"), target);
        const Matrix<double> mean = models.rowwise().mean();
        const auto error = [](const auto& a, const auto& b) { return SquaredError{}.value(a, b); };
        measured[draw] = error(mean, target);
        predicted[draw] =
            error(models, target.replicate(1, 5)) - error(models, mean.replicate(1, 5)) * (1 + wrong);
    }
    return Finding{predicted.norm(), measured.norm(), relative(measured, predicted)};
}

template <class = OnUse>
Finding ensemble_geometric_mean_gains_by_its_sum(double wrong) {
    Vector<double> predicted(1000), measured(1000);
    for (Index draw = 0; draw < 1000; ++draw) {
        const CostOfMasks cost = cost_of_masks(static_cast<std::uint64_t>(draw));
        measured[draw] = cost.geometric;
        predicted[draw] = cost.members + std::log(cost.sum) * (1 + wrong);
    }
    return Finding{predicted.norm(), measured.norm(), relative(measured, predicted)};
}

template <class = OnUse>
Finding ensemble_geometric_mean_costs_no_more(double wrong) {
    Finding found{.predicted = 1 + wrong};
    for (std::uint64_t draw = 0; draw < 10000; ++draw) {
        const CostOfMasks cost = cost_of_masks(draw);
        found.measured = std::max(cost.geometric / cost.members, found.measured);
    }
    found.deviation = std::max(found.measured - found.predicted, 0.0);
    return found;
}

}  // namespace experiments

/// Claims about the error of the mean of several models.
template <class = OnUse>
std::vector<Claim> bagging_claims() {
    return {
        {.id = "bagging-error-of-the-mean",
         .statement = "Averaging k models divides the independent part of their errors by k, and leaves the "
                      "common part.",
         .formula = R"(\operatorname{E} \bar e^2 = \frac{v}{k} + \frac{k - 1}{k} c)",
         .source = "Goodfellow, Bengio and Courville, Deep Learning, equation 7.50",
         .experiment =
             R"(The variance of the mean of errors with covariance matrix S is computed as $1^\top S )"
             R"(1 / k^2$, for k from 1 to 20 and c from its least value, $-v/(k - 1)$, to v.)",
         .tolerance = 1e-14,
         .find = experiments::bagging_error_of_the_mean<>},
        {.id = "bagging-error-of-the-mean-by-simulation",
         .statement = "Models with the same errors gain nothing by averaging, models with independent errors "
                      "gain a factor k, and others are between, as the formula says.",
         .formula = R"(\operatorname{E} \bar e^2 = \frac{v}{k} + \frac{k - 1}{k} c)",
         .source = "Goodfellow, Bengio and Courville, Deep Learning, equation 7.50",
         .experiment = "The errors of 4 models are drawn a million times for each of the correlations 0, 0.3 "
                       "and 0.9.",
         .tolerance = 4,
         .find = experiments::bagging_error_of_the_mean_by_simulation<>,
         .wrong = 0.1,
         .distance = Distance::standard_errors},
        {.id = "bagging-error-of-networks",
         .statement = "The variance and the covariance of the errors of some bagged networks predict the "
                      "error of an ensemble of others.",
         .formula = R"(\operatorname{E} \bar e^2 = \frac{v}{k} + \frac{k - 1}{k} c)",
         .source = "Breiman (1996), Bagging predictors; Goodfellow, Bengio and Courville, Deep Learning, "
                   "equation 7.50",
         .experiment = "In 150 repetitions with 15 samples of a noisy sine, v and c of 6 members predict the "
                       "error of 5 others.",
         .tolerance = 4,
         .find = experiments::bagging_error_of_networks<>,
         .wrong = 0.1,
         .distance = Distance::standard_errors},
    };
}

/// Claims about the gain of an ensemble over its members.
template <class = OnUse>
std::vector<Claim> ambiguity_claims() {
    return {
        {.id = "ensemble-ambiguity",
         .statement = "The mean of models is better than the models are on average, by exactly the variance "
                      "of their predictions.",
         .formula = R"((\bar f - t)^2 = \overline{(f_i - t)^2} - \overline{(f_i - \bar f)^2})",
         .source = "Krogh and Vedelsby (1995), Neural network ensembles, cross validation, and active "
                   "learning",
         .experiment = "SquaredError is evaluated for 1000 random ensembles of 5 models with 3 outputs.",
         .tolerance = 1e-14,
         .find = experiments::ensemble_ambiguity<>},
        {.id = "ensemble-geometric-mean-gains-by-its-sum",
         .statement = "A geometric mean of distributions sums to less than 1. Its normalization is the "
                      "ensemble's gain over its members.",
         .formula = R"(-\log p(\text{label}) = \overline{-\log p_i(\text{label})} + \log Z, \\ Z = )"
                    R"(\sum_\text{classes} \prod_i p_i^{c_i})",
         .source = "Goodfellow, Bengio and Courville, Deep Learning, equations 7.53 and 7.54",
         .experiment =
             "The formula is evaluated for 1000 random softmax regressions, with all masks of their "
             "3 inputs.",
         .tolerance = 1e-12,
         .find = experiments::ensemble_geometric_mean_gains_by_its_sum<>},
        {.id = "ensemble-geometric-mean-costs-no-more",
         .statement =
             "The geometric mean of classifiers is never worse than they are on average, because its "
             "normalization can only raise the probabilities.",
         .formula = R"(-\log p(\text{label}) \le \overline{-\log p_i(\text{label})})",
         .source = "Warde-Farley et al. (2014), An empirical analysis of dropout in piecewise linear "
                   "networks",
         .experiment =
             "The largest ratio is sought over 10,000 random softmax regressions, with all masks of "
             "their 3 inputs.",
         .tolerance = 1e-14,
         .find = experiments::ensemble_geometric_mean_costs_no_more<>,
         .wrong = -0.05,
         .distance = Distance::violation},
    };
}

template <class = OnUse>
std::vector<Claim> ensemble_claims() {
    std::vector<Claim> all = bagging_claims();
    for (const Claim& claim : ambiguity_claims()) all.push_back(claim);
    return all;
}

}  // namespace regula::inline REGULA_ABI::theory
