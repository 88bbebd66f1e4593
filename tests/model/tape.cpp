#include <regula/model/tape.hpp>

#include <regula/model/mlp.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("a pass leaves its outputs on the tape, and the model as it was") {
    const auto net = mlp<double>({3, 4, 2}, Key{1});
    const Network<double> before = net;
    Matrix<double> x(3, 5);
    fill_normal(Key{2}, x);
    Tape<double> tape;
    Workers workers;
    const Matrix<double>& y = net.forward(net.parameters(), x, tape, NoHooks{}, workers);
    REQUIRE(tape.layers.size() == 3);
    CHECK(tape.layers[0].x == &x);
    CHECK(tape.layers[1].x == &tape.layers[0].y);
    CHECK(&y == &tape.layers[2].y);
    CHECK(tape.layers[1].y == tape.layers[0].y.cwiseMax(0));
    CHECK(net.parameters().vector() == before.parameters().vector());
}
