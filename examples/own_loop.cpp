// A training loop of your own, on matrices as numpy and PyTorch have them: a sample is a row, and so are the
// weights of a unit. Data, model, gradient, optimizer and loop are in this file; of the library there are
// parts, each from one header.
//
// Friedman's function of 5 inputs among 50, as three classes: is y, measured with noise, low, middle or high?
//
//     y = 10 sin(pi x0 x1) + 20 (x2 - 1/2)^2 + 10 x3 + 5 x4
//
// There are 300 samples and 100 hidden units. Run bare, the loop learns the noise. L1 on the first layer
// makes most weights exactly zero and leaves those of the inputs that matter. Max-norm bounds the units,
// dropout and noise blur them, label smoothing keeps scores small, early stopping gives back the best epoch.
//
// With --checkpoint the regularized run is saved as it goes, and --resume continues it bit for bit.
#include <regula/constraint/max_norm.hpp>
#include <regula/data/permutation.hpp>
#include <regula/files/named_matrices.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/noise/gaussian_noise.hpp>
#include <regula/noise/label_smoothing.hpp>
#include <regula/optimize/schedule.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/stopping/early_stopping.hpp>

#include "support/options.hpp"
#include "support/plot.hpp"
#include "support/results.hpp"

#include <numbers>
#include <utility>

namespace {

using Eigen::Index;
using regula::Key, regula::NamedMatrices;
using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr Index hidden_units = 100, classes = 3, batch = 32;
constexpr int epochs = 300;
constexpr double momentum = 0.9;

struct Data {
    Rows x;                 // samples x inputs
    Eigen::VectorXi label;  // one a sample
};

Data friedman(Index samples, double noise, Key key) {
    Rows x(samples, 50);
    regula::fill_uniform(key.stream("inputs"), x.transpose());
    Eigen::VectorXf y = 10 * (std::numbers::pi_v<float> * x.col(0).cwiseProduct(x.col(1))).array().sin() +
                        20 * (x.col(2).array() - 0.5f).square() + 10 * x.col(3).array() +
                        5 * x.col(4).array();
    regula::add_normal(key.stream("noise"), y.transpose(), noise);
    const Eigen::VectorXi label =
        (y.array() > 12.2f).cast<int>() + (y.array() > 16.6f).cast<int>();  // thirds
    return {x.array() - 0.5f, label};
}

/// Our model: what is trained, and nothing else.
struct Model {
    Rows w1, w2;                // units x inputs, as in torch.nn.Linear
    Eigen::RowVectorXf b1, b2;  // one a unit

    explicit Model(Index inputs)
        : w1{Rows::Zero(hidden_units, inputs)},
          w2{Rows::Zero(classes, hidden_units)},
          b1{Eigen::RowVectorXf::Zero(hidden_units)},
          b2{Eigen::RowVectorXf::Zero(classes)} {}

    Rows units(const Rows& x) const { return ((x * w1.transpose()).rowwise() + b1).cwiseMax(0); }
    Rows scores(const Rows& h) const { return (h * w2.transpose()).rowwise() + b2; }

    void add_to(NamedMatrices& all, const std::string& owner) {
        all.insert(all.end(),
                   {{owner + ".w1", w1}, {owner + ".b1", b1}, {owner + ".w2", w2}, {owner + ".b2", b2}});
    }
};

/// The logarithms of the probabilities of the classes, a row for each sample.
Rows log_softmax(const Rows& scores) {
    const Rows z = scores.colwise() - scores.rowwise().maxCoeff();
    return z.colwise() - z.array().exp().rowwise().sum().log().matrix();
}

struct Quality {
    double loss, error;
};

Quality evaluate(const Model& model, const Data& data) {  // no noise, no dropout
    const Rows log_p = log_softmax(model.scores(model.units(data.x)));
    Quality sum{0, 0};
    for (Index j = 0; j < log_p.rows(); ++j) {
        Index most;
        log_p.row(j).maxCoeff(&most);
        sum.loss -= static_cast<double>(log_p(j, data.label[j]));
        sum.error += most != data.label[j];
    }
    return {sum.loss / static_cast<double>(log_p.rows()), sum.error / static_cast<double>(log_p.rows())};
}

/// The gradient of the mean cross-entropy of a minibatch, with gains for the hidden units.
void gradient(const Model& m, const Rows& x, const Rows& targets, const Rows& gain, Model& g) {
    const Rows h = m.units(x), kept = h.cwiseProduct(gain);
    const Rows d =
        (log_softmax(m.scores(kept)).array().exp().matrix() - targets) / static_cast<float>(x.rows());
    const Rows dh = (d * m.w2).cwiseProduct(gain).cwiseProduct(h.cwiseSign());
    g.w2.noalias() = d.transpose() * kept;
    g.b2 = d.colwise().sum();
    g.w1.noalias() = dh.transpose() * x;
    g.b1 = dh.colwise().sum();
}

/// A training run, between two updates.
class Run {
public:
    Run(bool regularized, const Data& train, const Data& validation, std::uint64_t seed)
        : regularized_{regularized},
          train_{train},
          validation_{validation},
          seed_{seed},
          key_{seed},
          model_{train.x.cols()} {
        regula::fill_normal(key_[1], model_.w1, std::sqrt(2.0 / static_cast<double>(model_.w1.cols())));
        regula::fill_normal(key_[2], model_.w2, std::sqrt(1.0 / static_cast<double>(model_.w2.cols())));
    }

    /// Trains to the end, or for so many updates in all; saves the run every so many.
    void train(std::int64_t most, const std::string& checkpoint, std::int64_t every) {
        while (steps_ < std::min(most, epochs * per_epoch()) && !watch_.stops()) {
            update();
            if (steps_ % per_epoch() == 0) end_epoch();
            if (!checkpoint.empty() && steps_ % every == 0) save(checkpoint, state());
        }
        if (!checkpoint.empty()) save(checkpoint, state());
        if (regularized_) watch_.finish(model_);  // the best parameters
    }
    void resume(const std::string& checkpoint) {
        const std::uint64_t seed = seed_;
        load(checkpoint, state());
        regula::require(seed_ == seed, "'", checkpoint, "' is a run of --seed ", seed_, ", expected ", seed);
    }

    const Model& model() const { return model_; }
    std::int64_t steps() const { return steps_; }
    int best_epoch() const { return regularized_ ? watch_.best_epoch() : epochs; }
    /// The loss after each epoch: a column each for training and validation data.
    const Eigen::MatrixXd& losses() const { return losses_; }

private:
    std::int64_t per_epoch() const { return (train_.x.rows() + batch - 1) / batch; }

    /// The next samples in the order of this epoch, and their classes: a row each. The last are fewer.
    std::pair<Rows, Rows> minibatch() const {
        std::vector<Index> order(static_cast<std::size_t>(train_.x.rows()));
        regula::fill_permutation(key_.stream("order")[static_cast<std::uint64_t>(steps_ / per_epoch())],
                                 order);
        const Index first = steps_ % per_epoch() * batch, size = std::min(batch, train_.x.rows() - first);
        Rows x(size, train_.x.cols()), targets = Rows::Zero(size, classes);
        for (Index j = 0; j < size; ++j) {
            const Index sample = order[static_cast<std::size_t>(first + j)];
            x.row(j) = train_.x.row(sample);
            targets(j, train_.label[sample]) = 1;
        }
        return {x, targets};
    }

    void update() {
        const Key now = key_.stream("steps")[static_cast<std::uint64_t>(steps_)];
        const double epoch = static_cast<double>(steps_) / static_cast<double>(per_epoch());
        const double rate = 0.05 * regula::CosineDecay{.epochs = epochs, .to = 0.05}(epoch);

        auto [x, targets] = minibatch();
        Rows gain = Rows::Ones(x.rows(), hidden_units);
        // For the library a sample is a column: the transpose of ours. That copies nothing.
        if (regularized_) {
            regula::GaussianNoise{.stddev = 0.05}.perturb(x.transpose(), now.stream("noise"));
            regula::LabelSmoothing{.epsilon = 0.05}.perturb(targets.transpose(), now.stream("labels"));
            regula::Dropout{.drop_probability = 0.2}.gate(gain.transpose(), now.stream("dropout"));
        }
        gradient(model_, x, targets, gain, gradient_);
        if (regularized_) regula::L2{.strength = 0.01}.add_gradient(model_.w2, gradient_.w2);
        descend(model_.w1, velocity_.w1, gradient_.w1, rate);
        descend(model_.b1, velocity_.b1, gradient_.b1, rate);
        descend(model_.w2, velocity_.w2, gradient_.w2, rate);
        descend(model_.b2, velocity_.b2, gradient_.b2, rate);
        if (regularized_) {
            regula::L1{.strength = 0.015}.prox(model_.w1, rate / (1 - momentum));
            regula::MaxNorm{.radius = 2}.project(model_.w1.transpose());
        }
        ++steps_;
    }

    static void descend(auto& w, auto& v, const auto& g, double rate) {
        v = static_cast<float>(momentum) * v - static_cast<float>(rate) * g;
        w += v;
    }

    void end_epoch() {
        record_.epoch = static_cast<int>(steps_ / per_epoch());
        record_.metrics[0].value = evaluate(model_, validation_).loss;
        losses_.row(record_.epoch - 1) << evaluate(model_, train_).loss, record_.metrics[0].value;
        if (regularized_) watch_.should_stop(model_, record_);
    }

    /// Everything that updates change, by name, and the seed: to save it, and to load it.
    NamedMatrices state() {
        NamedMatrices all{{"seed", seed_}, {"steps", steps_}, {"losses", losses_}};
        model_.add_to(all, "model");
        velocity_.add_to(all, "velocity");
        auto memory = [&]<class T>(T& x) {
            if constexpr (std::same_as<T, Model>)
                x.add_to(all, "best");
            else
                all.push_back({"stopping." + std::to_string(all.size()), x});
        };
        watch_.remember(memory);
        return all;
    }

    bool regularized_;
    const Data &train_, &validation_;
    std::uint64_t seed_;
    Key key_;
    Model model_, gradient_ = model_, velocity_ = model_;
    std::int64_t steps_ = 0;
    Eigen::MatrixXd losses_ = Eigen::MatrixXd::Constant(epochs, 2, std::numeric_limits<double>::quiet_NaN());
    regula::Record record_{.metrics = {{"validation_loss"}}};
    regula::EarlyStopping::Watch<Model> watch_ =  // keeps the best model; any copyable type is one
        regula::EarlyStopping{.patience = 100}.start(model_, record_);
};

example::Series curve(const Run& run, Index column, const std::string& name, int colour) {
    example::Series series{.name = name, .colour = colour, .dashed = column == 0};
    for (Index epoch = 0; epoch < run.losses().rows(); ++epoch) {
        if (std::isnan(run.losses()(epoch, column))) break;
        series.x.push_back(static_cast<double>(epoch + 1)), series.y.push_back(run.losses()(epoch, column));
    }
    return series;
}

/// The share of the first layer's weights that are exactly zero.
double zeros(const Model& model) { return (model.w1.array() == 0).cast<double>().mean(); }

/// How much of them, in absolute value, lies on the inputs that matter.
double on_what_matters(const Model& model) {
    return static_cast<double>(model.w1.leftCols(5).cwiseAbs().sum() / model.w1.cwiseAbs().sum());
}

}  // namespace

int main(int argc, char** argv) try {
    example::Options options{
        "A hand-written training loop with policies on its matrices, saved and resumed."};
    std::string plot, checkpoint;
    std::ptrdiff_t every = 500, most = 1'000'000;
    bool resume = false;
    options.add_picture("--plot", plot, "draw learning curves");
    options.add_output("--checkpoint", checkpoint, "save the regularized run to this file");
    options.add("--every", every, "updates between two saves");
    options.add("--resume", resume, "continue the run of --checkpoint");
    options.add("--updates", most, "end each run after so many updates in all");
    options.parse(argc, argv);
    regula::require(every >= 1, "--every must be >= 1, got ", every);
    regula::require(!resume || !checkpoint.empty(), "--resume needs the file of a run: --checkpoint FILE");
    const Key key{options.seed};
    const Data data = friedman(300, 1, key.stream("train"));
    const Data validation = friedman(300, 1, key.stream("validation"));
    const Data test = friedman(5000, 0, key.stream("test"));  // without noise: nothing need be wrong

    Run bare{false, data, validation, options.seed}, regularized{true, data, validation, options.seed};
    if (resume) regularized.resume(checkpoint);
    bare.train(most, "", every);
    regularized.train(most, checkpoint, every);

    example::Results results;
    results.add("bare_test_error", evaluate(bare.model(), test).error);
    results.add("regularized_test_error", evaluate(regularized.model(), test).error);
    results.add("bare_zero_weights", zeros(bare.model()));
    results.add("regularized_zero_weights", zeros(regularized.model()));
    results.add("bare_weight_on_what_matters", on_what_matters(bare.model()));
    results.add("regularized_weight_on_what_matters", on_what_matters(regularized.model()));
    results.add("best_epoch", regularized.best_epoch());
    results.add("updates", regularized.steps());
    results.print();
    results.write(options.json);
    if (plot.empty()) return 0;
    example::draw(plot, {{"Friedman's function, three classes",
                          "epoch",
                          "cross-entropy",
                          {curve(bare, 1, "bare, validation", 0), curve(bare, 0, "bare, training", 0),
                           curve(regularized, 1, "regularized, validation", 1),
                           curve(regularized, 0, "regularized, training", 1)}}});
} catch (const std::exception& error) {
    return example::failed(error);
}
