// Shows what augmentation does to digits, and what it does to the error of a network that has few of them.
//
// The best of MNIST without convolutions was once made in this way: Simard, Steinkraus and Platt (2003).
#include <regula/augment.hpp>
#include <regula/augment/cut_mix.hpp>
#include <regula/augment/mixup.hpp>
#include <regula/inference.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model.hpp>
#include <regula/optimize.hpp>

#include "support/digits.hpp"
#include "support/images.hpp"
#include "support/options.hpp"
#include "support/results.hpp"
#include "support/table.hpp"

#include <cmath>
#include <iostream>

using namespace regula;

namespace {

struct Settings {
    std::string data, plot;
    Index train_size = 1000, test_size = 5000;
    std::vector<Index> arch{256, 256};
    double learning_rate = 0.1;
    int epochs = 60, threads = 1;
    Index batch = 50, passes = 20;
    std::uint64_t seed = 1;
};

constexpr Shape shape{28, 28};
constexpr Translate translate{2, 2};
constexpr Affine affine{.x = 2, .y = 2, .degrees = 15, .scale = 0.15, .shear = 0.15};
constexpr Affine half_affine{.x = 1, .y = 1, .degrees = 7.5, .scale = 0.075, .shear = 0.075};
constexpr Elastic elastic{.alpha = 34, .sigma = 4};

/// A sheet of named lines. A line is the digits 0 ... 9, changed.
class Sheet {
public:
    Sheet(const std::string& title, const Dataset<float>& data) : title_{title}, digits_(shape.size(), 10) {
        for (int c = 0; c < 10; ++c) {
            Index j = 0;
            while (j + 1 < data.size() && data.labels[j] != c) ++j;
            digits_.col(c) = data.inputs.col(j);
        }
    }

    template <class T>
    void add(const std::string& name, const T& change) {
        const Key key = Key{3}[static_cast<std::uint64_t>(names_.size())];
        lines_.conservativeResize(shape.size(), lines_.cols() + 10);
        if constexpr (Mixing<T>) {
            Matrix<float> mixed = digits_, unused = Matrix<float>::Identity(10, 10);
            change.mix(mixed, unused, key);
            lines_.rightCols(10) = mixed;
        } else {
            lines_.rightCols(10) = apply(Augment{shape, change}, digits_, key);
        }
        names_.push_back(name);
    }

    example::Images images() const { return {title_, lines_, shape.width, shape.height, true, names_}; }

    void print() const {
        std::cout << title_ << ":\n";
        for (const std::string& name : names_) std::cout << "    " << name << '\n';
        std::cout << '\n';
    }

private:
    std::string title_;
    Matrix<float> digits_, lines_;
    std::vector<std::string> names_;
};

void draw_sheets(const std::string& path, const Dataset<float>& data) {
    Sheet moved{"Transforms of coordinates", data};
    moved.add("as they are", Translate{0, 0});
    moved.add("Translate{4, 4}", Translate{4, 4});
    moved.add("Rotate{30}", Rotate{30});
    moved.add("Scale{0.3}", Scale{0.3});
    moved.add("Shear{0.5}", Shear{0.5});
    moved.add("Perspective{0.4, 0.4}", Perspective{0.4, 0.4});
    moved.add("Elastic{34, 4}", elastic);
    moved.add("FlipLeftRight{}", FlipLeftRight{});
    moved.add("FlipUpDown{}", FlipUpDown{});
    moved.add("Affine{...} | Elastic{34, 4}", affine | elastic);
    Sheet changed{"Transforms of pixels, and digits mixed", data};
    changed.add("Crop{6}", Crop{6});
    changed.add("Brightness{0.5}", Brightness{0.5});
    changed.add("Contrast{0.9}", Contrast{0.9});
    changed.add("Gamma{0.9}", Gamma{0.9});
    changed.add("Blur{{0.5, 1.5}}", Blur{{0.5, 1.5}});
    changed.add("Erase{.area = {0.02, 0.2}}", Erase{.area = {0.02, 0.2}});
    changed.add("Brightness{0.5} | Clamp{0, 1}", Brightness{0.5} | Clamp{0, 1});
    changed.add("sometimes(0.3, Erase{})", sometimes(0.3, Erase{}));
    changed.add("Mixup{1}", Mixup{1});
    changed.add("CutMix{28, 28}", CutMix{28, 28});
    for (const Sheet* sheet : {&moved, &changed}) sheet->print();
    example::draw(path, {moved.images(), changed.images()});
}

class Bench {
public:
    Bench(const Settings& settings, const Mnist<float>& digits) : s_{settings}, digits_{digits} {}

    /// Every network begins with the same weights and sees the digits in the same order.
    Network<float> train(const std::string& name, const auto&... policies) {
        std::cerr << name << ":\n";
        std::vector<Index> widths{shape.size()};
        widths.insert(widths.end(), s_.arch.begin(), s_.arch.end());
        widths.push_back(10);
        auto net = mlp<float>(widths, Key{s_.seed}.stream("network"));
        const auto report = fit(net, SoftmaxCrossEntropy{}, digits_.train,
                                Sgd{.learning_rate = s_.learning_rate,
                                    .momentum = 0.5,
                                    .schedule = LinearDecay{static_cast<double>(s_.epochs)},
                                    .epochs = s_.epochs,
                                    .batch_size = s_.batch,
                                    .seed = s_.seed,
                                    .threads = s_.threads},
                                policies..., Progress{});
        const auto test = evaluate(net, SoftmaxCrossEntropy{}, digits_.test);
        add(name, evaluate(net, SoftmaxCrossEntropy{}, digits_.train).error, test.error, report.seconds);
        return net;
    }

    /// The mean of the probabilities of several looks at each test digit.
    void look_again(const std::string& name, const Network<float>& net, const auto& augment) {
        const auto found = monte_carlo(net, SoftmaxCrossEntropy{}, digits_.test.inputs, s_.passes,
                                       Key{s_.seed}.stream("looks"), augment);
        const auto wrong = static_cast<double>(count_errors(found.mean, digits_.test.labels));
        add(name, std::nan(""), wrong / static_cast<double>(digits_.test.size()), std::nan(""));
    }

    const example::Results& finish() const {
        table_.print();
        return results_;
    }

private:
    void add(const std::string& name, double train_error, double test_error, double seconds) {
        const auto shown = [](double x, const std::string& words) { return std::isnan(x) ? "" : words; };
        table_.row({name, example::percent(test_error), shown(train_error, example::percent(train_error)),
                    shown(seconds, example::number(seconds, 3))});
        results_.add(name, example::Results{}.add("test_error", test_error).add("train_error", train_error));
    }

    const Settings& s_;
    const Mnist<float>& digits_;
    example::Table table_{{"", "test error", "training error", "seconds"}};
    example::Results results_;
};

}  // namespace

int main(int argc, char** argv) try {
    Settings s;
    example::Options options{"Trains a network on few digits, as they are and augmented."};
    options.add_picture("--plot", s.plot, "draw what each transform does to ten digits");
    options.add_data(s.data, "digits are drawn");
    options.add("--train-size", s.train_size, "digits to train on");
    options.add("--test-size", s.test_size, "digits to test on");
    options.add("--arch", s.arch, "units of the hidden layers");
    options.add("--learning-rate", s.learning_rate, "step size at the beginning; it falls to 0");
    options.add("--epochs", s.epochs, "passes over the training digits");
    options.add("--passes", s.passes, "looks at each test digit");
    options.add("--threads", s.threads, "any number gives the same bits");
    options.parse(argc, argv);
    s.seed = options.seed;

    const auto digits = example::digits(s.data, s.train_size, s.test_size, Key{s.seed});
    if (!s.plot.empty()) draw_sheets(s.plot, digits.test);
    Bench bench{s, digits};
    bench.train("as they are");
    bench.train("translate", Augment{shape, translate});
    bench.train("affine", Augment{shape, affine});
    bench.train("elastic", Augment{shape, elastic});
    const Augment both{shape, affine | elastic};
    const auto net = bench.train("affine and elastic", both);
    bench.look_again("and at test time", net, both);
    bench.look_again("and by half", net, Augment{shape, half_affine | Elastic{.alpha = elastic.alpha / 2}});
    bench.finish().write(options.json);
} catch (const std::exception& error) {
    return example::failed(error);
}
