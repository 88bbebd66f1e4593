// Networks of all layers of images, through training: gates at their places, threads, resuming, memory.
#include <regula/files/checkpoint.hpp>
#include <regula/gate.hpp>
#include <regula/layer.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/network.hpp>
#include <regula/model/objective.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/update/ema.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/drawn.hpp"
#include "support/temporary_file.hpp"

using namespace regula;

namespace tests::convolutional_network {

Network<float> network() {
    return {Shape{9, 8, 2},
            {Conv2d{.channels = 4, .padding = 1, .bias = false}, BatchNorm{}, Relu{}, MaxPool2d{2},
             Residual{Conv2d{.channels = 4, .padding = 1, .groups = 2}, BatchNorm{}, Relu{}},
             Conv2d{.channels = 3, .size = 2, .shared = false}, Relu{}, AveragePool2d{2, 1}, Flatten{},
             Dense{6}, LayerNorm{}, Tanh{}, Dense{3}},
            Key{1}};
}

Dataset<float> samples(Index count) {
    Dataset<float> data{.inputs = test::drawn<float>(1, 144, count), .labels = Labels(count)};
    for (Index i = 0; i < count; ++i) data.labels[i] = static_cast<int>(i % 3);
    return data;
}

/// Trains with gates of pixels, blocks and maps, and an average in time.
void train(Network<float>& net, State<float>& state, int epochs, int threads) {
    fit(state, net, SoftmaxCrossEntropy{}, samples(23),
        Sgd{.learning_rate = 0.05, .momentum = 0.9, .epochs = epochs, .batch_size = 5, .threads = threads},
        on(inputs, DropBlock{0.2, 3}), on(hidden[0], SpatialDropout{0.3}), on(hidden[2], Dropout{0.3}),
        on(branches, StochasticDepth{0.3}), Ema{0.9});
}

TEST_CASE("training of a convolutional network has the same bits with any number of threads") {
    auto one = network();
    const Vector<float> start = one.parameters().vector();
    State<float> state;
    train(one, state, 3, 1);
    CHECK((one.parameters().vector() - start).norm() > 0.1F);
    CHECK(one.parameters().vector().allFinite());
    for (const int threads : {2, 5}) {
        auto other = network();
        State<float> own;
        train(other, own, 3, threads);
        CHECK(other.parameters().vector() == one.parameters().vector());
    }
}

TEST_CASE("a convolutional network goes on from a file as if there was no pause, statistics included") {
    auto whole = network();
    State<float> state;
    train(whole, state, 4, 1);
    const test::TemporaryFile file;
    {
        auto first = network();
        State<float> until;
        train(first, until, 2, 1);
        save(file.path(), first.parameters(), until);
    }
    auto rest = network();
    State<float> from;
    load(file.path(), rest.parameters(), from);
    train(rest, from, 4, 1);
    CHECK(rest.parameters().vector() == whole.parameters().vector());
}

TEST_CASE("steps of a convolutional network allocate nothing after the first epochs") {
    if (!allocations_are_counted()) return;
    const auto in_an_epoch = [&](Index batch_size) {
        auto net = network();
        std::vector<std::size_t> counts;
        counts.reserve(10);
        fit(net, SoftmaxCrossEntropy{}, samples(23),
            Sgd{.learning_rate = 0.01, .epochs = 6, .batch_size = batch_size},
            on(hidden[0], SpatialDropout{0.3}), on(inputs, DropBlock{0.2, 3}), on(hidden[2], Dropout{0.3}),
            [&](const Record&) { counts.push_back(allocations()); });
        return counts[4] - counts[3];
    };
    CHECK(in_an_epoch(5) == in_an_epoch(23));  // those of the epoch's record
}

TEST_CASE("gates of feature maps take their size from the place, whether it is of inputs or of units") {
    // An output is the sum of a map, so what becomes of a whole map can be read off.
    Network<double> net{Shape{4, 3, 2}, {Conv2d{.channels = 5}, Softplus{}, Dense{5}}, Key{1}};
    auto w = net.parameters()["1.weight"];
    w.setZero();
    for (Index o = 0; o < 5; ++o) w.col(o).segment(2 * o, 2).setOnes();
    const Matrix<double> x = test::drawn(2, 24, 40), plain = net.predict(x);

    const auto dropped = [&](const auto& gate, double gain) {
        const Matrix<double> y = net.predict(x, Key{3}, gate);
        const auto share = (y.array() / plain.array()).eval();
        CHECK(((share.abs() < 1e-14) || ((share - gain).abs() < 1e-14)).all());
        return static_cast<double>((share.abs() < 1e-14).count()) / 200;
    };
    const double few = 4 * std::sqrt(0.3 * 0.7 / 200);
    const double kept = Coin{0.3}.keep_probability();
    CHECK(std::abs(dropped(on(hidden, SpatialDropout{0.3}), 1 / kept) - 0.3) < few);
    // On features without an image, and with blocks beyond the image.
    Network<double> flat{24, {Dense{5}, Relu{}, Dense{2}}, Key{1}};
    CHECK_THROWS_WITH(flat.predict(x, Key{3}, on(hidden, SpatialDropout{0.3})),
                      "SpatialDropout: there is no image at 'hidden[0]', so pixels must be given");
    CHECK_THROWS_WITH(flat.predict(x, Key{3}, on(hidden, DropBlock{0.3, 2})),
                      "DropBlock: there is no image at 'hidden[0]', so height and width must be given");
    CHECK_THROWS_WITH(net.predict(x, Key{3}, on(hidden, DropBlock{0.3, 2})),
                      Catch::Contains("DropBlock: block must be from 1 to height and width, got 2 in 2 x 1"));

    // A dropped square of the inputs is a square of zeros in each of them.
    Network<double> copy{Shape{4, 4}, {Conv2d{.channels = 1, .size = 1}}, Key{1}};
    copy.parameters()["0.weight"].setOnes();
    const Matrix<double> y =
        copy.predict(Matrix<double>::Ones(16, 50), Key{4}, on(inputs, DropBlock{0.2, 2}));
    Index lonely = 0;
    for (Index j = 0; j < 50; ++j)
        for (Index p = 0; p < 16; ++p) {
            if (y(p, j) != 0) continue;
            const auto zero = [&](Index row, Index col) {
                return row >= 0 && row < 4 && col >= 0 && col < 4 && y(row * 4 + col, j) == 0;
            };
            const Index r = p / 4, c = p % 4;
            bool in_square = false;
            for (const Index dr : {-1, 1})
                for (const Index dc : {-1, 1})
                    in_square = in_square || (zero(r + dr, c) && zero(r, c + dc) && zero(r + dr, c + dc));
            lonely += !in_square;
        }
    CHECK(lonely == 0);
    CHECK((y.array() == 0).count() > 50);
}

}  // namespace tests::convolutional_network
