#include <regula/model/moments_tape.hpp>

#include <regula/model/mlp.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::model_moments_tape {

using test::drawn;

struct NoSpreads {
    const auto& enter(const Block&, const auto& in, auto&) const { return in; }
    void leave(const Block&, const auto&, auto&) const {}
};

TEST_CASE(
    "of a pass without noise and gates the tape holds certain units, and its gradient is the ordinary one") {
    const auto net = mlp<double>({4, 6, 3}, Key{1});
    const auto x = drawn(2, 4, 5), dy = drawn(3, 3, 5);
    Workers workers;
    MomentsTape<double> tape;
    const auto& y = net.moments(net.parameters(), x, tape, NoSpreads{}, workers);
    REQUIRE(tape.layers.size() == 3);
    for (const auto& layer : tape.layers) CHECK(layer.y.certain());
    CHECK(y.mean == net.predict(x));

    Tape<double> ordinary;
    net.forward(net.parameters(), x, ordinary, NoHooks{}, workers);
    net.output_gradient(ordinary) = net.output_gradient(tape).mean = dy;
    auto found = net.parameters(), expected = found;
    net.moments_backward(net.parameters(), tape, found, NoSpreads{}, workers);
    net.backward(net.parameters(), ordinary, expected, NoHooks{}, workers);
    CHECK(found.vector() == expected.vector());
}

}  // namespace tests::model_moments_tape
