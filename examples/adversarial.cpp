// Trains one network in several ways and measures how far small changes of the inputs deceive it: the error
// under attacks, which the worst case exceeds, and the certified error, which bounds the worst case.
#include <regula/adversarial.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model.hpp>
#include <regula/optimize.hpp>

#include "support/digits.hpp"
#include "support/images.hpp"
#include "support/options.hpp"
#include "support/plot.hpp"
#include "support/results.hpp"
#include "support/table.hpp"

#include <algorithm>
#include <iostream>

using namespace regula;

namespace {

struct Settings {
    std::string data, plot, arch = "100";
    std::vector<std::string> methods{"bare", "dropout", "virtual", "fgsm", "pgd", "interval"};
    std::vector<double> radii;
    Index train_size = 2000, test_size = 500, batch = 100;
    int epochs = 30, pgd_steps = 7, test_steps = 40, threads = 1;
    double learning_rate = 0.05, radius = 0.05, dropout = 0.5, clean_share = 0.5, virtual_radius = 1.5;
    std::uint64_t seed = 1;
};

const Box range{0, 1};  // of the pixels
const SoftmaxCrossEntropy loss;

/// Trains a network by one method.
Network<float> trained(const Settings& s, const std::string& method, const Dataset<float>& digits) {
    Network<float> net{Shape{28, 28}, architecture<float>(s.arch, 10), Key{s.seed}.stream("network")};
    const Sgd sgd{.learning_rate = s.learning_rate,
                  .momentum = 0.9,
                  .schedule = LinearDecay{static_cast<double>(s.epochs)},
                  .epochs = s.epochs,
                  .batch_size = s.batch,
                  .seed = s.seed,
                  .threads = s.threads};
    const Threat threat = LInfinityBall{s.radius};
    const WarmUp warm_up{std::max(1.0, 0.4 * s.epochs)};
    const Pgd attack{.threat = threat, .steps = s.pgd_steps, .random_start = 1, .range = range};
    const auto uses = [&](const char* name) { return method == name; };
    if (uses("interval")) {
        const IntervalTraining bounds{.threat = threat, .clean_share = s.clean_share, .range = range};
        fit(net, loss, digits, sgd, scheduled(bounds, &IntervalTraining::radius_factor, warm_up));
    } else if (uses("fgsm") || uses("pgd")) {
        const AdversarialTraining fgsm{Fgsm{.threat = threat, .range = range}, s.clean_share};
        using ByPgd = AdversarialTraining<Pgd>;
        fit(net, loss, digits, sgd, when(uses("fgsm"), fgsm),
            when(uses("pgd"), scheduled(ByPgd{attack, 0}, &ByPgd::radius_factor, warm_up)));
    } else {
        fit(net, loss, digits, sgd, when(uses("dropout"), on(inputs, Dropout{0.4 * s.dropout})),
            when(uses("dropout"), Dropout{s.dropout}),
            when(uses("virtual"), VirtualAdversarial{s.virtual_radius}));
    }
    return net;
}

/// The errors of a network at one radius: attacks find the first three, the last is a bound.
struct Errors {
    double radius, fgsm, pgd, auto_pgd, certified;
};

/// A trained network, and the errors that it makes.
struct Tried {
    std::string method;
    Network<float> net;
    double clean;
    std::vector<Errors> errors = {};                 // at the radii of the test
    std::vector<double> attacked = {}, proven = {};  // along the curves
};

class Comparison {
public:
    explicit Comparison(const Settings& settings) : s_{settings} {
        for (int k = 0; k <= 10; ++k) radii_.push_back(0.2 * s_.radius * k);
    }

    void run(const Mnist<float>& digits) {
        Workers workers{s_.threads};
        for (const std::string& method : s_.methods) {
            std::cerr << "trains " << method << std::endl;
            tried_.push_back(measured(method, trained(s_, method, digits.train), digits.test, workers));
        }
    }

    void print() const {
        example::Table table{{"test error", "clean", "radius", "FGSM", "PGD-" + std::to_string(s_.test_steps),
                              "AutoPGD", "certified"}};
        for (const Tried& t : tried_)
            for (const Errors& e : t.errors)
                table.row({t.method, example::percent(t.clean), example::number(e.radius),
                           example::percent(e.fgsm), example::percent(e.pgd), example::percent(e.auto_pgd),
                           example::percent(e.certified)});
        table.print();
    }

    example::Results results() const {
        std::vector<example::Results> all;
        for (const Tried& t : tried_)
            for (const Errors& e : t.errors)
                all.push_back(example::Results{}
                                  .add("method", t.method)
                                  .add("clean_error", t.clean)
                                  .add("radius", e.radius)
                                  .add("fgsm_error", e.fgsm)
                                  .add("pgd_error", e.pgd)
                                  .add("auto_pgd_error", e.auto_pgd)
                                  .add("certified_error", e.certified));
        return example::Results{}.add("radius", s_.radius).add("runs", all);
    }

    /// The errors by radius, and the scores along the signed gradient: nearly linear, so small changes of
    /// many pixels add up.
    void draw(const Dataset<float>& test) const {
        example::Plot errors{
            .title = "Attacked (solid) and certified (dashed)", .x_label = "radius", .y_label = "test error"};
        example::Plot scores{.title = "One digit along the signed gradient",
                             .x_label = "change of each pixel",
                             .y_label = "margin of its class"};
        for (std::size_t m = 0; m < tried_.size(); ++m) {
            const Tried& t = tried_[m];
            const int colour = static_cast<int>(m);
            errors.series.push_back({.name = t.method, .x = radii_, .y = t.attacked, .colour = colour});
            errors.series.push_back(
                {.name = "", .x = radii_, .y = t.proven, .colour = colour, .dashed = true});
            scores.series.push_back(along_gradient(t, test, colour));
        }
        example::draw(s_.plot, {errors, scores});
        example::draw(example::beside(s_.plot, "digits"), grids(test));
    }

private:
    Tried measured(const std::string& method, Network<float> net, const Dataset<float>& test,
                   Workers& workers) const {
        Tried t{.method = method, .net = net, .clean = evaluate(net, loss, test, workers).error};
        for (const double radius : s_.radii) t.errors.push_back(errors_at(radius, net, test, workers));
        if (s_.plot.empty()) return t;
        const Threat threat = LInfinityBall{s_.radius};
        t.attacked = robust_errors(net, loss, test, Pgd{.threat = threat, .steps = 20, .range = range},
                                   radii_, Key{s_.seed}, workers);
        t.proven = certified_errors(net, test, IntervalBounds{threat, range}, radii_, workers);
        return t;
    }

    Errors errors_at(double radius, const Network<float>& net, const Dataset<float>& test,
                     Workers& workers) const {
        const Threat threat = LInfinityBall{radius};
        const auto under = [&](const auto& attack) {
            return robust_error(net, loss, test, attack, Key{s_.seed}, workers);
        };
        return {.radius = radius,
                .fgsm = under(Fgsm{.threat = threat, .range = range}),
                .pgd = under(Pgd{.threat = threat, .steps = s_.test_steps, .range = range}),
                .auto_pgd = under(AutoPgd{.threat = threat, .range = range}),
                .certified = certified_error(net, test, IntervalBounds{threat, range}, workers)};
    }

    /// y_label - max of the others at x + e sign(dJ/dx), for the first digit.
    example::Series along_gradient(const Tried& t, const Dataset<float>& test, int colour) const {
        const Dataset<float> one{.inputs = test.inputs.leftCols(1), .labels = test.labels.head(1)};
        const Matrix<float> direction = input_gradient(t.net, loss, one).cwiseSign();
        example::Series line{.name = t.method, .colour = colour};
        for (int k = -20; k <= 20; ++k) {
            const double e = 0.15 * s_.radius * k;
            Matrix<float> y = t.net.predict(Matrix<float>{one.inputs + static_cast<float>(e) * direction});
            const float own = std::exchange(y(one.labels[0], 0), -HUGE_VALF);
            line.x.push_back(e);
            line.y.push_back(static_cast<double>(own - y.maxCoeff()));
        }
        return line;
    }

    /// The first digits, and as the networks with the least and with the largest error under attack see them.
    std::vector<example::Images> grids(const Dataset<float>& test) const {
        const Index shown = std::min<Index>(16, test.size());
        const Dataset<float> few{.inputs = test.inputs.leftCols(shown), .labels = test.labels.head(shown)};
        std::vector<example::Images> all{
            {.title = "digits", .columns = few.inputs, .width = 28, .height = 28, .grey = true}};
        const auto by_error = [](const Tried& a, const Tried& b) {
            return a.errors.front().auto_pgd < b.errors.front().auto_pgd;
        };
        const auto [least, most] = std::minmax_element(tried_.begin(), tried_.end(), by_error);
        for (const Tried* t : {&*most, &*least})
            all.push_back(
                {.title = "against " + t->method,
                 .columns = adversarial_examples(
                     t->net, loss, few, AutoPgd{.threat = LInfinityBall{2 * s_.radius}, .range = range}),
                 .width = 28,
                 .height = 28,
                 .grey = true});
        return all;
    }

    const Settings& s_;
    std::vector<double> radii_;
    std::vector<Tried> tried_;
};

}  // namespace

int main(int argc, char** argv) try {
    Settings s;
    example::Options options{
        "Trains networks against adversarial examples; measures attacks and certificates."};
    options.add_picture("--plot", s.plot, "draw the errors by radius, and adversarial digits beside it");
    options.add_data(s.data, "digits are drawn");
    options.add("--train-size", s.train_size, "digits to train on");
    options.add("--test-size", s.test_size, "digits to test and attack");
    options.add("--methods", s.methods, "the ways to train");
    options.add("--radius", s.radius, "largest change of a pixel in training; pixels are 0 to 1");
    options.add("--radii", s.radii, "those of the attacks in the test; without it, the one of training");
    options.add("--arch", s.arch, "hidden layers, as in 800,800 or 'conv 16x4/2, conv 32x4/2, 100'");
    options.add("--epochs", s.epochs, "passes over the training digits");
    options.add("--batch", s.batch, "digits in a step");
    options.add("--learning-rate", s.learning_rate, "step size at the beginning; it falls to 0");
    options.add("--clean-share", s.clean_share, "weight of clean digits for fgsm and interval; pgd has none");
    options.add("--pgd-steps", s.pgd_steps, "steps of the attack in training");
    options.add("--test-steps", s.test_steps, "steps of PGD in the test");
    options.add("--dropout", s.dropout, "probability to drop a hidden unit; for inputs 0.4 times that");
    options.add("--virtual-radius", s.virtual_radius, "length of a virtual adversarial perturbation");
    options.add("--threads", s.threads, "any number gives the same bits");
    options.parse(argc, argv);
    s.seed = options.seed;
    if (s.radii.empty()) s.radii = {s.radius};
    const std::vector<std::string> known = Settings{}.methods;
    for (const std::string& method : s.methods)
        require(std::find(known.begin(), known.end(), method) != known.end(), "--methods: no method named '",
                method, "'");

    const auto digits = example::digits(s.data, s.train_size, s.test_size, Key{s.seed});
    Comparison comparison{s};
    comparison.run(digits);
    comparison.print();
    comparison.results().write(options.json);
    if (!s.plot.empty()) comparison.draw(digits.test);
} catch (const std::exception& error) {
    return example::failed(error);
}
