// The time of attacks on 784-1024-1024-10: FGSM and ten steps of PGD at a batch of 128, double, one thread.
// Where CMake finds libtorch (Debian package libtorch-dev), `torch` runs the same attack on the same weights
// there. Its counter `difference` is the largest between the perturbed inputs; above 1e-5 it is an error.
#include <regula/adversarial/fgsm.hpp>
#include <regula/adversarial/pgd.hpp>
#include <regula/adversarial/victim.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model.hpp>

#include <benchmark/benchmark.h>

#ifdef REGULA_TORCH
#include <torch/torch.h>
#endif

using namespace regula;

namespace {

const Threat ball = LInfinityBall{0.1};
const Box range{0, 1};
constexpr Index batch = 128;
bool differs = false;  // whether libtorch has found other points

/// A network and a batch of inputs and labels.
struct Problem {
    Network<double> net = mlp<double>({784, 1024, 1024, 10}, Key{1});
    Matrix<double> x = Matrix<double>(784, batch);
    Labels labels = Labels(batch);

    Problem() {
        fill_uniform(Key{2}, x);
        for (Index i = 0; i < batch; ++i) labels[i] = static_cast<int>(i % 10);
    }
};

void report(benchmark::State& state) {
    state.counters["samples_per_second"] =
        benchmark::Counter(double(state.iterations() * batch), benchmark::Counter::kIsRate);
}

/// Moves inputs z by an attack, as in training: no point is kept but the last.
class Attacker {
public:
    explicit Attacker(const Problem& problem) : problem_{problem} {}

    void run(const auto& attack, Matrix<double>& z) {
        const auto& [net, x, labels] = problem_;
        pass_.begin(net.parameters(), nullptr, none_, workers_);
        Victim victim{pass_, net, SoftmaxCrossEntropy{}, x, Matrix<double>{}, labels, attack};
        z = x;
        attack.perturb(victim, Key{3}, z);
    }

private:
    const Problem& problem_;
    Pass<double> pass_;
    Hooks<double> none_;
    Workers workers_;
};

void ours(benchmark::State& state, const auto& attack) {
    const Problem problem;
    Attacker attacker{problem};
    Matrix<double> z;
    attacker.run(attack, z);
    for (auto _ : state) attacker.run(attack, z);
    report(state);
}

#ifdef REGULA_TORCH
/// A copy of a matrix as a tensor of its transpose, for libtorch keeps rows.
torch::Tensor transposed_tensor(const Matrix<double>& m) {
    return torch::from_blob(const_cast<double*>(m.data()), {m.cols(), m.rows()}, torch::kDouble).clone();
}

/// The same network there.
class TorchNet {
public:
    explicit TorchNet(const Network<double>& net) {
        for (const Block& block : net.parameters().blocks())
            blocks_.push_back(transposed_tensor(net.parameters()[block]));
    }
    torch::Tensor gradient(const torch::Tensor& z, const torch::Tensor& labels) const {
        auto in = z.detach().requires_grad_(true), y = in;
        for (std::size_t k = 0; k < blocks_.size(); k += 2) {
            y = torch::matmul(y, blocks_[k].t()) + blocks_[k + 1];
            if (k + 2 < blocks_.size()) y = torch::relu(y);
        }
        const auto loss = torch::nn::functional::cross_entropy(y, labels);
        return torch::autograd::grad({loss}, {in})[0];
    }

private:
    std::vector<torch::Tensor> blocks_;
};

void theirs(benchmark::State& state, const auto& attack, int steps, double length) {
    torch::set_num_threads(1);
    const Problem problem;
    const TorchNet net{problem.net};
    const auto x = transposed_tensor(problem.x);
    const auto labels =
        torch::from_blob(const_cast<int*>(problem.labels.data()), {batch}, torch::kInt).to(torch::kLong);
    const double radius = ball.radius();
    torch::Tensor z;
    const auto run = [&] {
        z = x;
        for (int k = 0; k < steps; ++k)
            z = torch::clamp(
                torch::max(torch::min(z + length * net.gradient(z, labels).sign(), x + radius), x - radius),
                range.lower, range.upper);
    };
    run();
    Matrix<double> own;
    Attacker{problem}.run(attack, own);
    const double difference = (transposed_tensor(own) - z).abs().max().item<double>();
    if (!(difference <= 1e-5)) {
        differs = true;
        state.SkipWithError("the perturbed inputs differ by more than 1e-5");
    }
    for (auto _ : state) run();
    report(state);
    state.counters["difference"] = difference;
}
#endif

}  // namespace

int main(int argc, char** argv) {
    const auto add = [](const std::string& name, const auto& attack, [[maybe_unused]] int steps,
                        [[maybe_unused]] double length) {
        benchmark::RegisterBenchmark(("attacks/" + name).c_str(), [=](benchmark::State& state) {
            ours(state, attack);
        })->Unit(benchmark::kMillisecond);
#ifdef REGULA_TORCH
        benchmark::RegisterBenchmark(("attacks/" + name + "/torch").c_str(), [=](benchmark::State& state) {
            theirs(state, attack, steps, length);
        })->Unit(benchmark::kMillisecond);
#endif
    };
    add("fgsm", Fgsm{.threat = ball, .range = range}, 1, ball.radius());
    add("pgd_10", Pgd{.threat = ball, .steps = 10, .step_size = 0.025, .range = range}, 10, 0.025);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
    return differs ? 1 : 0;
}
