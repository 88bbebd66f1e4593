#include <regula/augment/crop.hpp>

#include "support/catch.hpp"
#include "support/images.hpp"

using namespace regula;

TEST_CASE("a crop is a shift by whole pixels, each as likely, with the border around") {
    const Shape shape{5, 7};
    const Matrix<double> x = random_images<double>(shape, 1).replicate(1, 2500);
    const auto cropped = apply(Augment{shape, Crop{.padding = 2}, Border::edge}, x, Key{1});
    Matrix<double> counts = Matrix<double>::Zero(5, 5);
    Index lost = 0;
    for (Index j = 0; j < x.cols(); ++j) {
        bool found = false;
        for (Index down = -2; down <= 2 && !found; ++down)
            for (Index right = -2; right <= 2 && !found; ++right) {
                found = true;
                for (Index y = 0; y < 5 && found; ++y)
                    for (Index c = 0; c < 7 && found; ++c)
                        found = cropped(y * 7 + c, j) == x(seen_at(Border::edge, y - down, 5) * 7 +
                                                               seen_at(Border::edge, c - right, 7),
                                                           j);
                if (found) ++counts(down + 2, right + 2);
            }
        lost += !found;
    }
    CHECK(lost == 0);
    // 100 each; the largest of 25 is within 4 standard errors but once in 600 seeds.
    CHECK((counts.array() - 100).abs().maxCoeff() < 4 * std::sqrt(100 * 0.96));
    CHECK_THROWS_WITH((Crop{.padding = -1}.check()), "Crop: padding must be >= 0, got -1");
}
