#include <regula/data/glyphs.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model/architecture.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/model/network.hpp>
#include <regula/model/objective.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::model_architecture {

std::string blocks_of(const Network<float>& net) {
    std::string all;
    for (const Block& block : net.parameters().blocks())
        all += block.name + " " + std::to_string(block.rows) + "x" + std::to_string(block.cols) + "\n";
    return all;
}

TEST_CASE("words make the layers of a convolutional network") {
    const auto net = [](std::string_view words, Shape image = {28, 28}) {
        return Network<float>{image, architecture<float>(words, 10), Key{3}};
    };
    CHECK(blocks_of(net("conv 32x5, pool 2, conv 64x5, pool 2, 128")) ==
          "0.weight 25x32\n0.bias 32x1\n1.weight 800x64\n1.bias 64x1\n"
          "2.weight 3136x128\n2.bias 128x1\n3.weight 128x10\n3.bias 10x1\n");
    CHECK(blocks_of(net(" conv 4x3/2 norm ,average 7,20 norm", {28, 27, 3})) ==
          "0.weight 27x4\nBatchNorm[0].scale 4x1\nBatchNorm[0].shift 4x1\n"
          "BatchNorm[0].mean 4x1\nBatchNorm[0].variance 4x1\n"
          "1.weight 16x20\nBatchNorm[1].scale 20x1\nBatchNorm[1].shift 20x1\n"
          "BatchNorm[1].mean 20x1\nBatchNorm[1].variance 20x1\n2.weight 20x10\n2.bias 10x1\n");
    CHECK(blocks_of(net("conv 6x4, average")) == "0.weight 16x6\n0.bias 6x1\n1.weight 6x10\n1.bias 10x1\n");
    CHECK(net("").parameters().vector() == net("  ").parameters().vector());
    CHECK(blocks_of(net("")) == "0.weight 784x10\n0.bias 10x1\n");
}

TEST_CASE("numbers alone are the perceptron that mlp makes, bit for bit") {
    const Network<float> by_words{12, architecture<float>("7, 5", 3), Key{3}};
    CHECK(by_words.parameters().vector() == mlp<float>({12, 7, 5, 3}, Key{3}).parameters().vector());
}

TEST_CASE("a network by words learns", "[unsanitized]") {
    const Dataset<float> train = glyphs<float>(800, Key{1}), test = glyphs<float>(200, Key{2});
    Network<float> net{Shape{28, 28}, architecture<float>("conv 8x5/2 norm, pool 2, 30", 10), Key{1}};
    fit(net, SoftmaxCrossEntropy{}, train, Sgd{.learning_rate = 0.05, .epochs = 5, .batch_size = 30});
    CHECK(evaluate(net, SoftmaxCrossEntropy{}, test).error < 0.5);
}

TEST_CASE("other words are refused with a list of those there are") {
    for (const std::string item :
         {"conv", "conv 32", "conv 32x", "conv 32x5/", "conv 32x5/2/1", "pool", "pool 2x2", "pool 2 norm",
          "average norm", "norm", "12.5", "relu", "128 dropout", "units 128", "conv 32x5 norm norm"}) {
        INFO(item);
        CHECK_THROWS_WITH(architecture<float>("64, " + item, 10),
                          "architecture: '" + item + "' is none of: 128, 128 norm, conv 32x5, conv 32x5/2, " +
                              "conv 32x5 norm, pool 2, average 2, average");
    }
    const auto network = [](std::string_view words) {
        return Network<float>{Shape{28, 28}, architecture<float>(words, 10)};
    };
    CHECK_THROWS_WITH(network("64, -5"), Catch::Contains("units must be >= 1, got -5"));
    CHECK_THROWS_WITH(network("conv 3x0"),
                      Catch::Contains("size, stride and groups must be >= 1, got 3, 0, 1, 1"));
    CHECK_THROWS_WITH(architecture<float>("64,, 32", 10), Catch::Contains("architecture: '' is none of"));
    CHECK_THROWS_WITH(architecture<float>("64,", 10), Catch::Contains("architecture: '' is none of"));
}

}  // namespace tests::model_architecture
