#include <regula/data/glyphs.hpp>

#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("glyphs are 28 x 28 pixels from 0 to 1 with the labels 0 ... 9", "", float, double) {
    const auto data = glyphs<TestType>(57, Key{1});
    data.check();
    CHECK(data.features() == 784);
    CHECK(data.size() == 57);
    CHECK(data.classes() == 10);
    CHECK(data.inputs.minCoeff() == 0);
    CHECK(data.inputs.maxCoeff() <= 1);
    for (Index i = 0; i < data.size(); ++i) {
        CHECK(data.inputs.col(i).maxCoeff() > 0.4);  // there is ink
        CHECK(data.inputs.col(i).mean() < 0.5);      // on paper
    }
}

TEST_CASE("a sample is a function of the key and its position, not of how many are drawn") {
    const auto many = glyphs<float>(43, Key{5}), few = glyphs<float>(17, Key{5}),
               other = glyphs<float>(17, Key{6});
    CHECK(few.inputs == many.inputs.leftCols(17));
    CHECK(few.labels == many.labels.head(17));
    CHECK(few.inputs != other.inputs);
    CHECK(glyphs<double>(17, Key{5}).inputs.cast<float>() == few.inputs);
}

TEST_CASE("each ten glyphs hold every digit once, in changing order") {
    const auto data = glyphs<float>(200, Key{2});
    for (Index block = 0; block < 20; ++block)
        for (int digit = 0; digit < 10; ++digit)
            CHECK((data.labels.segment(10 * block, 10).array() == digit).count() == 1);
    CHECK(data.labels.head(10) != data.labels.segment(10, 10));
}

TEST_CASE(
    "no two glyphs of a digit are alike, yet a digit is nearest to its own mean more often than by chance") {
    const auto train = glyphs<float>(1000, Key{3}), test = glyphs<float>(500, Key{4});
    Matrix<float> means = Matrix<float>::Zero(784, 10);
    for (Index i = 0; i < train.size(); ++i) means.col(train.labels[i]) += train.inputs.col(i) / 100;
    int right = 0;
    for (Index i = 0; i < test.size(); ++i) {
        Index nearest = 0;
        (means.colwise() - test.inputs.col(i)).colwise().squaredNorm().minCoeff(&nearest);
        right += nearest == test.labels[i];
    }
    CHECK(right > 300);  // of 500; chance is 50
    CHECK(right < 475);  // and it is no trivial set
    for (Index i = 1; i < 100; ++i) CHECK((train.inputs.col(i) - train.inputs.col(0)).norm() > 1);
}

TEST_CASE("a glyph is written in one level of ink on clean paper, as a function of its key") {
    GlyphCanvas canvas, again;
    for (std::uint64_t n = 0; n < 10; ++n) {
        GlyphDraws draws{Key{8}[n]}, same{Key{8}[n]};
        write_glyph(glyph_styles()[n], draws, canvas);
        write_glyph(glyph_styles()[n], same, again);
        CHECK(canvas.pixels() == again.pixels());
        const auto& ink = canvas.pixels();
        const float brightest = *std::max_element(ink.begin(), ink.end());
        CHECK(brightest >= 0.55f);
        CHECK(brightest <= 1);
        CHECK(std::count(ink.begin(), ink.end(), 0.0f) > 300);
        CHECK(std::count(ink.begin(), ink.end(), brightest) > 5);
    }
}

TEST_CASE("glyphs refuse a count below one") {
    CHECK_THROWS_WITH(glyphs<double>(0, Key{1}), "glyphs: count must be >= 1, got 0");
}
