#include <regula/theory/claims/experiment.hpp>

#include "support/catch.hpp"

#include <limits>

using namespace regula;

TEST_CASE("the worse of two findings is never lost, least of all NaN") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK(theory::worse(1.0, 2.0) == 2);
    CHECK(theory::worse(2.0, 1.0) == 2);
    CHECK(std::isnan(theory::worse(nan, 1.0)));
    CHECK(std::isnan(theory::worse(1.0, nan)));
    const theory::Finding small{1, 1, 0.1}, large{2, 2, 0.2}, none{3, 3, nan};
    CHECK(theory::worse(small, large).predicted == 2);
    CHECK(theory::worse(large, small).predicted == 2);
    CHECK(theory::worse(none, large).predicted == 3);
    CHECK(theory::worse(large, none).predicted == 3);
}

TEST_CASE("experiments are drawn the same each time, and differ from each other") {
    CHECK(theory::drawn(1, 3, 2) == theory::drawn(1, 3, 2));
    CHECK(theory::drawn(1, 3, 2) != theory::drawn(2, 3, 2));
    CHECK((theory::drawn(1, 3, 2, 0.5) - theory::drawn(1, 3, 2) / 2).norm() < 1e-15);
}

TEST_CASE("networks of experiments have biases, and one layer with other weights") {
    const auto net = theory::with_drawn_biases({2, {Dense{3}, Dense{2}}, Key{1}}, 7);
    CHECK((net.parameters()["0.bias"].array() != 0).all());
    CHECK((net.parameters()["1.bias"].array() != 0).all());
    CHECK(net.parameters()["0.bias"](0) != net.parameters()["1.bias"](0));
    const auto scaled = theory::with_scaled_weights(net, 1, 2);
    CHECK(scaled.parameters()["0.weight"] == net.parameters()["0.weight"]);
    CHECK(scaled.parameters()["1.weight"] == 2 * net.parameters()["1.weight"]);
    CHECK(scaled.parameters()["1.bias"] == net.parameters()["1.bias"]);
    const Vector<double> w{{2, -3}}, x{{5, 7}};
    CHECK(theory::through_origin(w).predict(x)(0, 0) == -11);
}
