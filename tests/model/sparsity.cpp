#include <regula/model/sparsity.hpp>

#include <regula/layer/dense.hpp>
#include <regula/layer/k_sparse.hpp>
#include <regula/model/mlp.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::model_sparsity {

TEMPLATE_TEST_CASE("equal magnitudes have sparsity 0, a single activation has 1, whatever the scale", "",
                   float, double) {
    const TestType scale = GENERATE(TestType(1e-6), TestType(1), TestType(1e6));
    const Matrix<TestType> equal = scale * Matrix<TestType>{{1, -1, 1}, {-1, 1, 1}};
    const Sparsity none = sparsity(equal);
    CHECK(none.lifetime.cwiseAbs().maxCoeff() < 1e-15);
    CHECK(none.population.cwiseAbs().maxCoeff() < 1e-15);
    CHECK(none.zeros == 0);
    CHECK(none.active_units == 2);
    const Sparsity full = sparsity<TestType>(scale * Matrix<TestType>::Identity(5, 5));
    CHECK((full.lifetime.array() - 1).abs().maxCoeff() < 1e-15);
    CHECK((full.population.array() - 1).abs().maxCoeff() < 1e-15);
    CHECK(full.zeros == Approx(0.8));
    CHECK(full.active_units == 1);
    CHECK(full.dead_units.empty());
}

TEST_CASE("the numbers of a small matrix by hand; a dead unit has no sparsity and counts in no mean") {
    const Matrix<double> h{{3, 0, 1, 0}, {0, 0, 0, 0}, {1, 0, -1, 2}};
    const Sparsity found = sparsity(h);
    CHECK(found.lifetime[0] == Approx((1 - 1 / 2.5) / 0.75));  // mean 1, mean square 10/4
    CHECK(std::isnan(found.lifetime[1]));
    CHECK(found.lifetime[2] == Approx((1 - 1 / 1.5) / 0.75));  // of magnitudes
    CHECK(found.mean_lifetime == Approx((0.8 + 4 / 9.0) / 2));
    CHECK(found.population[0] == Approx((1 - (16 / 9.0) / (10 / 3.0)) / (2 / 3.0)));
    CHECK(std::isnan(found.population[1]));
    CHECK(found.population[3] == Approx(1));
    CHECK(found.mean_population ==
          Approx((found.population[0] + found.population[2] + found.population[3]) / 3));
    CHECK(found.zeros == Approx(7 / 12.0));
    CHECK(found.active_units == Approx(5 / 4.0));
    CHECK(found.dead_units == std::vector<Index>{1});
}

TEST_CASE("uniform activations have sparsity 1/4, exponential ones 1/2") {
    Matrix<double> h(3, 40000);
    fill_uniform(Key{1}, h);  // mean 1/2, mean square 1/3
    CHECK(std::abs(sparsity(h).mean_lifetime - 0.25) < 0.01);
    h = -(1 - h.array()).log();  // mean 1, mean square 2
    CHECK(std::abs(sparsity(h).mean_lifetime - 0.5) < 0.02);
}

TEST_CASE("a threshold decides what is active, and a NaN is never hidden") {
    Matrix<double> h{{0.1, 0.9, 0.1}, {0.1, 0.05, 0.1}};
    CHECK(sparsity(h).zeros == 0);
    const Sparsity found = sparsity(h, 0.1);
    CHECK(found.zeros == Approx(5 / 6.0));
    CHECK(found.dead_units == std::vector<Index>{1});
    h(1, 2) = std::nan("");
    CHECK(std::isnan(sparsity(h, 0.1).mean_lifetime));
    CHECK(std::isnan(sparsity(h, 0.1).mean_population));
    CHECK(sparsity(h, 0.1).dead_units.empty());
}

TEST_CASE("one sample has no lifetime sparsity, one unit no population sparsity") {
    CHECK(std::isnan(sparsity(Matrix<double>{{1}, {2}}).mean_lifetime));
    CHECK(std::isnan(sparsity(Matrix<double>{{1, 2}}).mean_population));
    CHECK(std::isnan(sparsity(Matrix<double>{{0, 0}}).mean_lifetime));
}

TEMPLATE_TEST_CASE("the sparsity of a network in parts is that of its hidden units", "", float, double) {
    const auto net = mlp<TestType>({4, 9, 6, 3}, Key{1});
    const Matrix<TestType> x = test::drawn<TestType>(1, 4, 23);
    for (const int k : {0, 1}) {
        const Sparsity whole = sparsity(hidden_units(net, hidden[k], x));
        CHECK(whole.zeros > 0.2);
        for (const Index part : {1, 5, 23, 100}) {
            const Sparsity found = sparsity(net, hidden[k], x, 0, part);
            CHECK(found.mean_lifetime == Approx(whole.mean_lifetime).epsilon(1e-5));
            CHECK(found.mean_population == Approx(whole.mean_population).epsilon(1e-5));
            CHECK((found.population - whole.population).norm() < 1e-5);
            CHECK(found.zeros == whole.zeros);
            CHECK(found.dead_units == whole.dead_units);
        }
    }
    const Network<TestType> sparse{4, {Dense{9}, KSparse{2}, Dense{1}}, Key{1}};
    CHECK(sparsity(sparse, hidden, x).active_units == 2);
}

TEST_CASE("no activations and settings out of range are refused") {
    CHECK_THROWS_WITH(sparsity(Matrix<double>(5, 0)),
                      "sparsity: needs at least one unit and one sample, got 5 x 0");
    CHECK_THROWS_WITH(sparsity(Matrix<double>(0, 2)),
                      "sparsity: needs at least one unit and one sample, got 0 x 2");
    CHECK_THROWS_WITH(sparsity(Matrix<double>::Ones(2, 2).eval(), -0.5),
                      "sparsity: threshold must be >= 0, got -0.5");
    const auto net = mlp<double>({4, 3, 1}, Key{1});
    const Matrix<double> x = Matrix<double>::Ones(4, 2);
    CHECK_THROWS_WITH(sparsity(net, hidden[0], x, 0, 0), "sparsity: part_size must be >= 1, got 0");
    SparsitySums<> sums;
    sums.add(x);
    CHECK_THROWS_WITH(sums.add(Matrix<double>(3, 1)), "sparsity: parts must have 4 units, got 3");
}

}  // namespace tests::model_sparsity
