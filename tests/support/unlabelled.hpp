#pragma once

#include <regula/layer/dense.hpp>
#include <regula/layer/residual.hpp>
#include <regula/layer/tanh.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/optimize/fit_together.hpp>
#include <regula/optimize/sgd.hpp>

#include "support/allocations.hpp"
#include "support/differences.hpp"
#include "support/drawn.hpp"

#include <vector>

namespace regula::test {

/// Samples of five features in three classes: 7 labelled ones and 23 without labels, or others.
struct FewLabels {
    Dataset<double> labelled, unlabelled;

    explicit FewLabels(std::uint64_t seed = 1, Index few = 7, Index many = 23)
        : labelled{.inputs = drawn(seed, 5, few), .labels = Labels(few)},
          unlabelled{.inputs = drawn(seed + 1, 5, many)} {
        for (Index i = 0; i < few; ++i) labelled.labels[i] = static_cast<int>((i + i / 4) % 3);
    }
    Together<double> together(Index second_batch_size = 0) const {
        return {labelled, unlabelled, second_batch_size};
    }
};

/// A network for them with biases and a residual block, and scores that are neither sure nor unsure.
inline Network<double> network_of_few_labels() {
    Network<double> net{5, {Dense{4}, Tanh{}, Residual{Dense{4}, Tanh{}}, Dense{3}}, Key{5}};
    net.parameters().vector() = 0.8 * drawn(6, net.parameters().size());
    return net;
}

/// The gradient by which a step of a run moves the parameters, and that of the reported objective by
/// differences: of a minibatch of 7 labelled samples and 11 without labels.
struct StepOfUnlabelled {
    Vector<double> moved, slope;
    double relative_error() const { return (moved - slope).norm() / slope.norm(); }
};
template <class Loss, class... Ps>
StepOfUnlabelled step_of_unlabelled(Network<double> net, const FewLabels& data, const Loss& loss,
                                    const Ps&... policies) {
    const Vector<double> theta = net.parameters().vector();
    const auto objective = [&](const Vector<double>& at, double rate) {
        net.parameters().vector() = at;
        return fit(net, loss, data.together(data.unlabelled.size()),
                   Sgd{.learning_rate = rate, .epochs = 1, .batch_size = 7, .seed = 3}, policies...)
            .last()
            .at("objective");
    };
    objective(theta, 1);
    const Vector<double> moved = theta - net.parameters().vector();
    return {moved, differences(
                       theta, [&](const Vector<double>& at) { return objective(at, 1e-300); }, 1e-5)};
}

/// The parameters after a run with policies, in minibatches that divide neither set.
template <class... Ps>
Vector<double> after_run(const FewLabels& data, int epochs, int threads, const Ps&... policies) {
    Network<double> net{5, {Dense{140}, Tanh{}, Dense{3}}, Key{1}};
    fit(net, SoftmaxCrossEntropy{}, data.together(4),
        Sgd{.learning_rate = 0.05, .momentum = 0.5, .epochs = epochs, .batch_size = 3, .threads = threads},
        policies...);
    return net.parameters().vector();
}

/// Whether a run of two epochs and one more has the bits of a run of three.
template <class... Ps>
bool resumes(const Ps&... policies) {
    const FewLabels data;
    auto net = network_of_few_labels(), whole = net;
    State<double> state;
    const auto sgd = [](int epochs) {
        return Sgd{.learning_rate = 0.05, .momentum = 0.5, .epochs = epochs, .batch_size = 3};
    };
    fit(state, net, SoftmaxCrossEntropy{}, data.together(4), sgd(2), policies...);
    fit(state, net, SoftmaxCrossEntropy{}, data.together(4), sgd(3), policies...);
    fit(whole, SoftmaxCrossEntropy{}, data.together(4), sgd(3), policies...);
    return net.parameters().vector() == whole.parameters().vector();
}

/// The allocations of an epoch of many steps less those of an epoch of few: each epoch appends a record.
template <class... Ps>
long allocations_of_steps(const Ps&... policies) {
    const FewLabels data{1, 13, 90};
    std::vector<std::size_t> counts;
    counts.reserve(100);
    const auto per_epoch = [&](Index few, Index many) {
        auto net = network_of_few_labels();
        counts.clear();
        fit(net, SoftmaxCrossEntropy{}, data.together(many),
            Sgd{.learning_rate = 1e-3, .epochs = 6, .batch_size = few}, policies...,
            [&](const Record&) { counts.push_back(allocations()); });
        return static_cast<long>(counts[5] - counts[4]);
    };
    return per_epoch(4, 8) - per_epoch(13, 90);
}

}  // namespace regula::test
