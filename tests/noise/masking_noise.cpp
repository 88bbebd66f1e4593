#include <regula/noise/masking_noise.hpp>

#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("so many entries are lost, and the others stay as they are", "", float, double) {
    Matrix<TestType> x = Matrix<TestType>::Constant(103, 400, 3), all = x, none = x;
    MaskingNoise{0.3}.perturb(x, Key{1});
    const double n = static_cast<double>(x.size()), lost = static_cast<double>((x.array() == 0).count());
    CHECK(std::abs(lost / n - 0.3) < 4 * std::sqrt(0.3 * 0.7 / n));
    CHECK((x.array() == 3).count() == x.size() - static_cast<Index>(lost));
    MaskingNoise{1}.perturb(all, Key{1});
    CHECK(all.isZero(0));
    MaskingNoise{0}.perturb(none, Key{1});
    CHECK((none.array() == 3).all());
    CHECK_THROWS_WITH(MaskingNoise{-0.1}.check(), "MaskingNoise: probability must be in [0, 1], got -0.1");
}
