// Trains a network with twelve sets of policies, by two optimizers, with 1 and 3 threads, in float and in
// double, and prints a line for each run: a hash of the bits of its parameters, and its objective.
// tests/same_bits/run compares what it prints with the library of another commit.
#include <regula/regula.hpp>

#include <cinttypes>
#include <cstdio>
#include <random>
using namespace regula;

namespace {

/// What a set asks of its runs, beside its policies.
struct Set {
    const char* name;
    bool draws = false;      ///< with layers that draw
    bool validates = false;  ///< with validation data
};

/// 21 features, as an image of 3 x 7, of 5 classes. Nothing here is the library's, so that the data are the
/// same.
template <class Scalar>
Dataset<Scalar> samples(Index n, unsigned seed) {
    std::mt19937_64 bits{seed};
    Dataset<Scalar> data{.inputs = Matrix<Scalar>(21, n), .labels = Labels(n)};
    for (Index j = 0; j < n; ++j) {
        const auto label = data.labels(j) = static_cast<int>(bits() % 5);
        for (Index i = 0; i < 21; ++i)
            data.inputs(i, j) = static_cast<Scalar>(0x1p-63 * static_cast<double>(bits() >> 1) - 0.5) +
                                Scalar(i % 5 == label);
    }
    return data;
}

/// One layer is so wide that its products are cut in tiles, without which threads have nothing to do; and
/// enough units can be dropped for a whole minibatch that a smaller network is trained.
template <class Scalar>
Network<Scalar> network(bool draws) {
    std::vector<Layer<Scalar>> layers{Dense{273},
                                      Relu{},
                                      Residual{Dense{20}, Tanh{}, Dense{273, Initializer::glorot}},
                                      Residual{Dense{273, Initializer::zero}},
                                      Tanh{},
                                      Dense{35},
                                      Relu{},
                                      Dense{5}};
    if (draws) {
        layers[6] = Standout{.alpha = 2, .beta = 0.5};
        layers.insert(layers.begin() + 5, VariationalDropout{});
    }
    return {21, layers, Key{3}};
}

template <class Scalar>
std::uint64_t hash(const Vector<Scalar>& values) {  // FNV-1a
    std::uint64_t found = 0xcbf29ce484222325;
    const auto* const bytes = reinterpret_cast<const unsigned char*>(values.data());
    for (std::size_t k = 0; k < sizeof(Scalar) * static_cast<std::size_t>(values.size()); ++k)
        found = (found ^ bytes[k]) * 0x100000001b3;
    return found;
}

/// The policy, or what an optimizer with a step for each weight takes in place of a prox with one step for
/// all.
template <class Optimizer, class P>
auto suited(P policy) {
    if constexpr (is_placed<P> && std::same_as<Optimizer, Adam>) {
        using Put = decltype(policy.policy);
        if constexpr (ProximalPenalty<Put> && !is_smooth<Put> && !ElementwiseProx<Put>)
            return on(policy.where, subgradient(policy.policy));
        else
            return policy;
    } else {
        return policy;
    }
}

template <class Scalar, class Optimizer>
void run(const Set& set, const char* by, Optimizer optimizer, const auto&... policies) {
    const auto train = samples<Scalar>(57, 1), validation = samples<Scalar>(23, 2);
    optimizer.epochs = 4;
    optimizer.batch_size = 16;
    for (const int threads : {1, 3}) {
        optimizer.threads = threads;
        auto net = network<Scalar>(set.draws);
        State<Scalar> state;
        const Report report =
            fit(state, net, SoftmaxCrossEntropy{}, train, set.validates ? &validation : nullptr, optimizer,
                suited<Optimizer>(policies)...);
        std::printf("%s %s %d %s %016" PRIx64 " %.17g\n", set.name, by, threads,
                    std::same_as<Scalar, float> ? "float" : "double", hash(net.parameters().vector()),
                    report.last().at("objective"));
    }
}

void run_set(const Set& set, const auto&... policies) {
    const Sgd sgd{.learning_rate = 0.02, .momentum = 0.9, .schedule = CosineDecay{.epochs = 5}};
    const Adam adam{.learning_rate = 0.005, .weight_decay = 0.01};
    run<float>(set, "Sgd", sgd, policies...);
    run<float>(set, "Adam", adam, policies...);
    run<double>(set, "Sgd", sgd, policies...);
    run<double>(set, "Adam", adam, policies...);
}

}  // namespace

int main() {
    run_set({"none"});
    run_set({"penalties_on_weights"}, L1{1e-3} + L2{1e-3}, on(weights[0], GroupLasso{2e-3}),
            on(weights[1], ElasticNet{1e-3}), on(weights["2.weight"], Mcp{0.01}),
            on(biases, decoupled(L2{1e-2})), on(parameters, proximal(L2{1e-4})),
            on(weights[5], Orthogonal{1e-3}));
    run_set({"penalties_on_units"}, on(hidden, L1{1e-3}), on(hidden[1], KlSparsity{.strength = 1e-3}),
            on(outputs, ConfidencePenalty{0.1}), on(outputs, L2{1e-3}), on(hidden[4], Dropout{0.3}));
    run_set({"constraints"}, MaxNorm{0.9}, on(weights[1], intersect(L2Ball{3}, Box{-0.2, 0.2})),
            on(weights[4], L1Ball{40}), on(biases, Box{-0.01, 0.01}), L1{1e-3}, ClipNorm{2});
    run_set({"noise"}, GaussianNoise{0.1}, on(inputs, SaltAndPepper{0.1}), on(weights, GaussianNoise{0.02}),
            on(biases, UniformNoise{0.02}), on(hidden, UniformNoise{0.1}), on(branches, GaussianNoise{0.05}),
            LabelNoise{0.1}, gradient_noise(0.01), ClipValue{0.1});
    run_set({"gates"}, on(inputs, Dropout{0.2}), Dropout{0.4}, on(weights, Dropout{0.1}),
            StochasticDepth{0.4}, on(hidden[0], GaussianNoise{0.1}), MaxNorm{2});
    run_set({"gates_of_minibatches"}, on(inputs, per_minibatch(Dropout{0.2})), per_minibatch(Dropout{0.5}),
            L2{1e-3}, MaxNorm{2}, Ema{.decay = 0.9});
    run_set({"affine_gates"}, AlphaDropout{0.1}, on(inputs, GaussianGate{0.3}),
            on(hidden[0], SpatialDropout{0.2, 91}),
            on(hidden[3], DropBlock{.drop_probability = 0.1, .block = 3, .height = 7, .width = 13}),
            on(hidden[4], per_minibatch(Dropout{0.3})), on(branches[0], Dropout{0.3}),
            on(weights[3], GaussianGate{0.1}));
    run_set({"mixing"}, Mixup{0.4}, CutMix{3, 7}, LabelSmoothing{0.1}, on(inputs, MaskingNoise{0.1}),
            Dropout{0.2}, ClipNorm{1});
    run_set({"ascent", false, true}, Sam{0.05}, Swa{.start = 2}, Dropout{0.3}, on(inputs, GaussianNoise{0.1}),
            L2{1e-3}, on(weights[0], L1{1e-3}), StopAfter{14});
    run_set({"stopping", false, true},
            EarlyStopping{.monitor = "validation_error", .min_delta = 0.3, .patience = 1, .warm_up = 1},
            ReduceOnPlateau{.min_delta = 1, .factor = 0.5, .patience = 1}, Ema{.decay = 0.8},
            scheduled(L2{1e-2}, LinearDecay{.epochs = 3}),
            scheduled(Dropout{0.5}, &Dropout::drop_probability, CosineDecay{.epochs = 4}),
            when(true, on(weights[4], L1{1e-3})), when(false, on(inputs, Dropout{0.5})),
            when(true, Sam{0.02}), when(false, ClipNorm{0.1}),
            when(true, stop_when(GeneralizationLoss{.alpha = 1000, .strip = 2})));
    run_set({"layers_that_draw", true}, VariationalKl{1.0 / 57}, on(noise_scales, Box{-8, -2.9}),
            AdaptiveSam{0.2}, Polyak{.start = 5}, on(inputs, per_minibatch(scheduled([](const StepTime& now) {
                                                         return Dropout{std::min(0.3, 0.1 * now.epoch)};
                                                     }))),
            MaxNorm{2});
}
