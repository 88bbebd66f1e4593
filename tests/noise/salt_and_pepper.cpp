#include <regula/noise/salt_and_pepper.hpp>

#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("so many entries become the least or the greatest value, each as often", "", float,
                   double) {
    Matrix<TestType> x = Matrix<TestType>::Constant(103, 400, TestType(0.5)), all = x, none = x;
    SaltAndPepper{.probability = 0.3, .low = -1, .high = 2}.perturb(x, Key{1});
    const double n = static_cast<double>(x.size()), error = std::sqrt(0.15 * 0.85 / n);
    const auto share = [&](double value) {
        return static_cast<double>((x.array() == static_cast<TestType>(value)).count()) / n;
    };
    CHECK(std::abs(share(-1) - 0.15) < 4 * error);
    CHECK(std::abs(share(2) - 0.15) < 4 * error);
    CHECK(share(-1) + share(2) + share(0.5) == 1);
    SaltAndPepper{1}.perturb(all, Key{1});
    CHECK((all.array() == 0).count() + (all.array() == 1).count() == all.size());
    SaltAndPepper{0}.perturb(none, Key{1});
    CHECK((none.array() == TestType(0.5)).all());
    CHECK_THROWS_WITH(SaltAndPepper{1.5}.check(), "SaltAndPepper: probability must be in [0, 1], got 1.5");
    CHECK_THROWS_WITH((SaltAndPepper{.probability = 0.5, .low = 2}.check()),
                      "SaltAndPepper: low must be <= high, got 2 and 1");
}
