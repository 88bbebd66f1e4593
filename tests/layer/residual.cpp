#include <regula/layer/residual.hpp>

#include <regula/layer/dense.hpp>
#include <regula/layer/relu.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("a residual block gives its branch to the network, in its order, blocks within it too") {
    const Layer<double> block{Residual{Dense{3}, Relu{}, Residual{Dense{4}, Dense{3}}}};
    CHECK(block.name() == "Residual");
    REQUIRE(block.branch().size() == 3);
    CHECK(block.branch()[0].outputs(7) == 3);
    CHECK(block.branch()[1].name() == "Relu");
    REQUIRE(block.branch()[2].branch().size() == 2);
    CHECK(block.branch()[2].branch()[0].outputs(7) == 4);
    CHECK(Layer<double>{block}.branch().size() == 3);
    CHECK(Layer<double>{Dense{3}}.branch().empty());
    CHECK(block.outputs(3) == 3);
    CHECK(block.blocks(3).empty());
}
