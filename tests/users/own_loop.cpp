// A user's own loop: a network of his own with a sample in each row, and of regula label smoothing, a cosine
// schedule, early stopping and checkpoints. A resumed run must have the bits of an uninterrupted one.
#include <regula/constraint/max_norm.hpp>
#include <regula/data/waveform.hpp>
#include <regula/files/checkpoint.hpp>
#include <regula/noise/label_smoothing.hpp>
#include <regula/optimize/schedule.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/stopping/early_stopping.hpp>

#include <cmath>
#include <cstdio>

namespace {

using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Eigen::Index, Eigen::VectorXd;

struct Data {
    Rows x;          // samples x features
    VectorXd label;  // 0, 1, 2
};

Data waves(Index samples, std::uint64_t seed) {
    const auto drawn = regula::waveform<double>(samples, regula::Key{seed});
    return {drawn.inputs.transpose() / 3, drawn.labels.cast<double>()};
}

Rows one_hot(const VectorXd& label) {
    Rows t = Rows::Zero(label.size(), 3);
    for (Index i = 0; i < label.size(); ++i) t(i, static_cast<Index>(label[i])) = 1;
    return t;
}

/// 21 features, 16 units, 3 classes. A unit's weights are a row, as in PyTorch.
struct Network {
    regula::Parameters<double> theta;

    Network() {
        theta.add(
            {.name = "hidden.weight", .rows = 21, .cols = 16});  // a unit is a column there, and a row here
        theta.add({.role = regula::Role::bias, .name = "hidden.bias", .rows = 16, .cols = 1});
        theta.add({.name = "output.weight", .rows = 16, .cols = 3});
        theta.add({.role = regula::Role::bias, .name = "output.bias", .rows = 3, .cols = 1});
        regula::fill_normal(regula::Key{5}, theta["hidden.weight"], 0.3);
        regula::fill_normal(regula::Key{6}, theta["output.weight"], 0.25);
    }

    static auto rows(regula::Parameters<double>& p, const char* name) {
        auto block = p[name];
        return Eigen::Map<Rows>{block.data(), block.cols(), block.rows()};
    }
    static auto bias(regula::Parameters<double>& p, const char* name) {
        return Eigen::Map<Eigen::RowVectorXd>{p[name].data(), p[name].size()};
    }

    Rows hidden(const Rows& x) {
        Rows h = x * rows(theta, "hidden.weight").transpose();
        h.rowwise() += bias(theta, "hidden.bias");
        return h.cwiseMax(0.0);
    }
    Rows probabilities(const Rows& h) {
        Rows z = h * rows(theta, "output.weight").transpose();
        z.rowwise() += bias(theta, "output.bias");
        z = (z.colwise() - z.rowwise().maxCoeff()).array().exp().matrix();
        return z.array().colwise() / z.rowwise().sum().array();
    }
    double loss(const Data& data) {
        const Rows p = probabilities(hidden(data.x));
        return -p.cwiseProduct(one_hot(data.label)).rowwise().sum().array().log().mean();
    }
    double error(const Data& data) {
        const Rows p = probabilities(hidden(data.x));
        Index wrong = 0;
        for (Index i = 0; i < p.rows(); ++i) {
            Index found = 0;
            p.row(i).maxCoeff(&found);
            wrong += found != static_cast<Index>(data.label[i]);
        }
        return static_cast<double>(wrong) / static_cast<double>(p.rows());
    }
};

struct Run {
    Network net;
    int best_epoch = 0, last_epoch = 0;
    double least_loss = 1e9;  // of the epochs that this run has seen
};

constexpr int most_epochs = 60, batch = 16;
constexpr auto file = "own_loop.safetensors";

/// Trains, and saves the run after an epoch; or goes on from the file.
Run train(const Data& data, const Data& validation, int save_after, bool resume) {
    const regula::LabelSmoothing smoothing{.epsilon = 0.1};
    const regula::L2 decay{.strength = 1e-3};
    const regula::MaxNorm max_norm{.radius = 2};
    const regula::CosineDecay schedule{.epochs = most_epochs};

    Run run;
    Network& net = run.net;
    auto& theta = net.theta;
    regula::Parameters<double> gradient = theta;
    regula::Record record{.metrics = {{"validation_loss"}}};
    auto watch = regula::EarlyStopping{.patience = 12}.start(theta, record);
    if (resume) {
        regula::State<double> state;
        regula::load(file, theta, state);
        record.epoch = state.epochs;
        state.watches.at(0).put_back(watch);
    }

    const Index n = data.x.rows();
    while (record.epoch < most_epochs) {
        const regula::Key key = regula::Key{7}[static_cast<std::uint64_t>(record.epoch)];
        const double rate = 0.3 * schedule(record.epoch);
        for (Index start = 0; start < n; start += batch) {
            const Index m = std::min<Index>(batch, n - start);  // the last minibatch is short
            Rows x(m, data.x.cols());
            VectorXd label(m);
            for (Index i = 0; i < m; ++i) {
                const auto at = static_cast<Index>(
                    key.below(static_cast<std::uint64_t>(n), static_cast<std::uint64_t>(start + i)));
                x.row(i) = data.x.row(at), label[i] = data.label[at];
            }
            Rows t = one_hot(label);
            smoothing.perturb(t.transpose(), key);

            const Rows h = net.hidden(x);
            const Rows dz = (net.probabilities(h) - t) / static_cast<double>(m);
            const Rows dh = (dz * Network::rows(theta, "output.weight")).cwiseProduct(h.cwiseSign());
            Network::rows(gradient, "output.weight") = dz.transpose() * h;
            Network::bias(gradient, "output.bias") = dz.colwise().sum();
            Network::rows(gradient, "hidden.weight") = dh.transpose() * x;
            Network::bias(gradient, "hidden.bias") = dh.colwise().sum();
            decay.add_gradient(Network::rows(theta, "hidden.weight").transpose(),
                               Network::rows(gradient, "hidden.weight").transpose());
            theta.vector() -= rate * gradient.vector();
            max_norm.project(Network::rows(theta, "hidden.weight").transpose());
        }
        ++record.epoch;
        record.metrics[0].value = net.loss(validation);
        run.least_loss = std::min(run.least_loss, record.metrics[0].value);
        const bool stop = watch.should_stop(theta, record);
        if (record.epoch == save_after) {
            regula::State<double> state{.epochs = record.epoch};
            state.watches.push_back({.owner = "EarlyStopping"});
            state.watches[0].keep(watch);
            regula::save(file, theta, state);
        }
        if (stop) break;
    }
    run.last_epoch = record.epoch;
    watch.finish(theta);
    run.best_epoch = watch.best_epoch();
    return run;
}

bool all = true;
void must(bool good, const char* what) {
    if (!good) std::printf("own_loop: wrong: %s\n", what);
    all = all && good;
}

}  // namespace

int main() try {
    Rows t{{0, 1, 0}, {1, 0, 0}};
    regula::LabelSmoothing{.epsilon = 0.1}.perturb(t.transpose(), regula::Key{1});
    must(t.isApprox(Rows{{0.05, 0.9, 0.05}, {0.9, 0.05, 0.05}}), "the smoothed targets");

    const Data training = waves(250, 1), validation = waves(200, 2), test = waves(2000, 3);
    Run whole = train(training, validation, 5, false);
    must(whole.best_epoch < whole.last_epoch && whole.last_epoch < most_epochs, "early stopping stops early");
    must(whole.net.loss(validation) == whole.least_loss, "early stopping gives the best parameters back");
    const Rows w = Network::rows(whole.net.theta, "hidden.weight");
    must(w.rowwise().norm().maxCoeff() <= 2 + 1e-9, "max-norm bounds the rows");

    Run resumed = train(training, validation, 0, true);
    must(resumed.net.theta.vector() == whole.net.theta.vector(), "a resumed run has the same bits");
    must(resumed.best_epoch == whole.best_epoch, "a resumed run stops at the same epoch");

    const double error = whole.net.error(test);
    must(error < 0.2, "the test error is below 20 %; the least possible is 14 %");  // Breiman et al. (1984)
    std::printf("own_loop: best epoch %d of %d, test error %.3f\n", whole.best_epoch, whole.last_epoch,
                error);
    return all ? 0 : 1;
} catch (const std::exception& error) {
    std::printf("own_loop: %s\n", error.what());
    return 1;
}
