#include <regula/model/summary.hpp>

#include <regula/layer.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/mlp.hpp>
#include <regula/model/network_dict.hpp>
#include <regula/multitask/grad_norm.hpp>
#include <regula/multitask/multi_task.hpp>
#include <regula/multitask/uncertainty_weighting.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::model_summary {

TEST_CASE("layers, shapes, blocks and totals of a network as text") {
    const Summary all = summary(mlp<float>({784, 100, 10}, Key{1}));
    CHECK(all.text() ==
          "layer   outputs  parameters  blocks\n"
          "inputs  784\n"
          "Dense   100           78500  0.weight 784 x 100, 0.bias 100 x 1\n"
          "Relu    100\n"
          "Dense   10             1010  1.weight 100 x 10, 1.bias 10 x 1\n"
          "79510 parameters, 310.6 KiB\n");
    CHECK(all.layers.size() == 4);
    CHECK(all.layers[1].parameters == 784 * 100 + 100);
    CHECK(all.layers[3].blocks[1].block.name == "1.bias");
    CHECK((all.parameters == 79510 && all.statistics == 0 && all.shared == 0));
    CHECK(all.bytes == 4 * 79510);
    CHECK(summary(mlp<double>({784, 100, 10}, Key{1})).bytes == 8 * 79510);
}

TEST_CASE("a convolution counts its filters once, and statistics count apart") {
    const Network<double> net{Shape{9, 8, 2},
                              {Conv2d{.channels = 3, .padding = 1}, BatchNorm{}, Relu{}, MaxPool2d{2},
                               Flatten{}, Dense{.units = 5, .bias = false}},
                              Key{1}};
    CHECK(summary(net).text() ==
          "layer      outputs    parameters  blocks\n"
          "inputs     9 x 8 x 2\n"
          "Conv2d     9 x 8 x 3          57  0.weight 18 x 3, 0.bias 3 x 1\n"
          "BatchNorm  9 x 8 x 3           6  BatchNorm[0].scale 3 x 1, BatchNorm[0].shift 3 x 1, "
          "BatchNorm[0].mean 3 x 1, BatchNorm[0].variance 3 x 1\n"
          "Relu       9 x 8 x 3\n"
          "MaxPool2d  4 x 4 x 3\n"
          "Flatten    48\n"
          "Dense      5                 240  1.weight 48 x 5\n"
          "303 parameters, 6 statistics, 2.4 KiB\n");
    CHECK(summary(net).statistics == 6);
    CHECK(static_cast<Index>(summary(net).bytes) == 8 * net.parameters().size());
}

TEST_CASE("layers of a residual branch stand before its end, indented") {
    const Network<double> net{
        3, {Dense{4}, Residual{Dense{6}, Tanh{}, Residual{Dense{6}}, Dense{4}}, Dense{2}}, Key{1}};
    CHECK(summary(net).text() ==
          "layer       outputs  parameters  blocks\n"
          "inputs      3\n"
          "Dense       4                16  0.weight 3 x 4, 0.bias 4 x 1\n"
          "  Dense     6                30  1.weight 4 x 6, 1.bias 6 x 1\n"
          "  Tanh      6\n"
          "    Dense   6                42  2.weight 6 x 6, 2.bias 6 x 1\n"
          "  Residual  6\n"
          "  Dense     4                28  3.weight 6 x 4, 3.bias 4 x 1\n"
          "Residual    4\n"
          "Dense       2                10  4.weight 4 x 2, 4.bias 2 x 1\n"
          "126 parameters, 1008 bytes\n");
}

TEST_CASE("a block that two networks share counts once, at the first") {
    const auto model = [](std::initializer_list<Shared> shared) {
        return NetworkDict<float>{
            {{"encoder", 784, {Dense{128}, Sigmoid{}}}, {"decoder", 128, {DenseTransposed{784}}}},
            Key{1},
            shared};
    };
    const Summary one = summary(model({{"decoder.0.weight", "encoder.0.weight"}})), two = summary(model({}));
    CHECK(one.text() ==
          "layer              outputs  parameters  blocks\n"
          "encoder            784\n"
          "  Dense            128          100480  encoder.0.weight 784 x 128, encoder.0.bias 128 x 1\n"
          "  Sigmoid          128\n"
          "decoder            128\n"
          "  DenseTransposed  784             784  decoder.0.weight 784 x 128 = encoder.0.weight, "
          "decoder.0.bias 784 x 1\n"
          "101264 parameters, 395.6 KiB; sharing saves 100352 parameters\n");
    CHECK(one.layers[4].network == "decoder");
    CHECK(one.layers[4].blocks[0].shares == "encoder.0.weight");
    CHECK(one.parameters + one.shared == two.parameters);
    CHECK(two.shared == 0);
    CHECK(one.bytes + 4 * 784 * 128 == two.bytes);
}

TEST_CASE("blocks of no layer are listed and counted, too") {
    NetworkDict<double> nets{{{"trunk", 2, {Dense{3}}}, {"head", 3, {Dense{1}}}}, Key{1}};
    const MultiTask balanced{nets, "trunk", GradNorm{}, Task{"a", "head", SquaredError{}}};
    const MultiTask learned{nets, "trunk", UncertaintyWeighting{}, Task{"a", "head", SquaredError{}}};
    const Summary all = summary(nets);
    CHECK(all.others.size() == 2);
    CHECK((all.parameters == 9 + 4 + 1 && all.statistics == 2));
    CHECK(static_cast<Index>(all.bytes) == 8 * nets.parameters().size());
    CHECK_THAT(all.text(), Catch::Contains("\nno layer                    0  GradNorm.weights 1 x 2\n"
                                           "no layer                    1  "
                                           "UncertaintyWeighting.log_variances 1 x 1\n14 parameters, 2 "));
}

TEST_CASE("numbers of bytes as text") {
    CHECK(memory_text(1023) == "1023 bytes");
    CHECK(memory_text(1024) == "1 KiB");
    CHECK(memory_text(std::size_t{3} << 19) == "1.5 MiB");
    CHECK(memory_text(std::size_t{9} << 28) == "2.3 GiB");
    CHECK(text(Shape{1, 28, 3}) == "1 x 28 x 3");
}

}  // namespace tests::model_summary
