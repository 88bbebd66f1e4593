#include <regula/augment/translate.hpp>

#include "support/catch.hpp"
#include "support/images.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("a translation by whole pixels is a shift, with each border", "", float, double) {
    const Shape shape{5, 7, 3};
    const auto x = random_images<TestType>(shape, 4);
    for (const auto& [right, down] : {std::pair{2, -1}, {-3, 4}, {0, 0}, {9, 0}, {-1, -12}})
        for (const Border border : {Border::constant, Border::edge, Border::reflect, Border::wrap}) {
            const auto found =
                apply(Augment{shape, Translate{exactly(right), exactly(down)}, border, 0.25}, x, Key{1});
            Matrix<TestType> shifted(x.rows(), x.cols());
            for (Index c = 0; c < 3; ++c)
                for (Index i = 0; i < 5; ++i)
                    for (Index j = 0; j < 7; ++j) {
                        const Index from_y = i - down, from_x = j - right;
                        const bool inside = from_y >= 0 && from_y < 5 && from_x >= 0 && from_x < 7;
                        const Index seen =
                            (c * 5 + seen_at(border, from_y, 5)) * 7 + seen_at(border, from_x, 7);
                        if (inside || border != Border::constant)
                            shifted.row((c * 5 + i) * 7 + j) = x.row(seen);
                        else
                            shifted.row((c * 5 + i) * 7 + j).setConstant(TestType(0.25));
                    }
            CHECK(found == shifted);
        }
}

TEST_CASE("a translation by half a pixel takes the mean of two, and is drawn from its range") {
    const Shape shape{4, 6};
    const auto ramp = images_of<double>(shape, [](double x, double y) { return 2 * x - 3 * y; });
    const auto half =
        apply(Augment{shape, Translate{exactly(0.5), exactly(-0.25)}, Border::edge}, ramp, Key{1});
    CHECK(most_apart(shape, half, Matrix<double>{ramp.array() - 1 - 0.75}, 1) < 1e-14);

    // 2 dx of the middle tells what was drawn.
    const Shape wide{9, 9};
    const auto slope = images_of<double>(wide, [](double x, double) { return x; });
    const Matrix<double> many = slope.replicate(1, 2000);
    const Vector<double> drawn = -apply(Augment{wide, Translate{3, 0}}, many, Key{2}).row(40).transpose();
    CHECK(drawn.cwiseAbs().maxCoeff() <= 3);
    CHECK(std::abs(drawn.mean()) < 4 * std::sqrt(3.0 / 2000));
    CHECK(std::abs(drawn.squaredNorm() / 2000 - 3) < 4 * std::sqrt(81.0 * 4 / 45 / 2000));
    CHECK_THROWS_WITH((Translate{{1, 0}, 2}.check()),
                      "Translate: x must be a range of low <= high, got [1, 0]");
}
