#include <regula/data/waveform.hpp>

#include <regula/theory/claim.hpp>

#include "support/catch.hpp"

using namespace regula;

TEST_CASE("the triangles are those of the book, and a waveform is a mixture of two of them and noise") {
    const Matrix<double> h = waveform_triangles<double>();
    for (Index m = 1; m <= 21; ++m) {
        const auto first = [](double at) { return std::max(6 - std::abs(at - 11), 0.0); };
        const auto at = static_cast<double>(m);
        CHECK(h(m - 1, 0) == first(at));
        CHECK(h(m - 1, 1) == first(at - 4));
        CHECK(h(m - 1, 2) == first(at + 4));
    }
    // the mean of u is 1/2, and the mean square of x - its mean is that of the noise and of (u - 1/2) (h_a -
    // h_b)
    const auto data = waveform<double>(60000, Key{1});
    for (int c = 0; c < 3; ++c) {
        const auto [a, b] = waveform_pairs[static_cast<std::size_t>(c)];
        const Vector<double> mean = (h.col(a) + h.col(b)) / 2, line = h.col(a) - h.col(b);
        theory::Mean share, square;
        std::vector<theory::Mean> at(21);
        for (Index j = 0; j < data.size(); ++j) {
            share.add(data.labels[j] == c);
            if (data.labels[j] != c) continue;
            for (Index m = 0; m < 21; ++m) at[static_cast<std::size_t>(m)].add(data.inputs(m, j));
            square.add((data.inputs.col(j) - mean).squaredNorm());
        }
        CHECK(share.z(1.0 / 3, 0.002) < 4);
        CHECK(square.z(21 + line.squaredNorm() / 12, 0.2) < 4);
        for (Index m = 0; m < 21; ++m) CHECK(at[static_cast<std::size_t>(m)].z(mean[m], 0.02) < 4);
    }
}

TEST_CASE("a waveform is a function of the key and its number") {
    const auto few = waveform<double>(7, Key{3}), more = waveform<double>(19, Key{3});
    CHECK(few.inputs == more.inputs.leftCols(7));
    CHECK(few.labels == more.labels.head(7));
    CHECK(few.classes() == 3);
    CHECK(waveform<double>(7, Key{4}).inputs != few.inputs);
    CHECK(waveform<float>(7, Key{3}).inputs == few.inputs.cast<float>());
    CHECK_THROWS_WITH(waveform<double>(0, Key{1}), "waveform: count must be >= 1, got 0");
    CHECK_THROWS_WITH(waveform_probabilities(Matrix<double>{Matrix<double>::Zero(3, 1)}),
                      "waveform_probabilities: needs 21 features, got 3");
}

TEST_CASE("the probabilities of the classes are the integral over the mixtures") {
    const auto data = waveform<double>(40, Key{5});
    Matrix<double> x = data.inputs;
    x.rightCols(10) *= 3;  // far from any waveform, too
    const Matrix<double> p = waveform_probabilities(x), h = waveform_triangles<double>();
    for (Index j = 0; j < x.cols(); ++j) {
        Vector<double> density = Vector<double>::Zero(3);
        const int points = 10000;  // of the midpoint rule
        const auto exponent = [&](std::size_t c, double u) {
            return -(x.col(j) - u * h.col(waveform_pairs[c][0]) - (1 - u) * h.col(waveform_pairs[c][1]))
                        .squaredNorm() /
                   2;
        };
        double most = -1e300;
        for (std::size_t c = 0; c < 3; ++c)
            for (int i = 0; i <= 20; ++i) most = std::max(most, exponent(c, i / 20.0));
        for (std::size_t c = 0; c < 3; ++c)
            for (int i = 0; i < points; ++i)
                density[static_cast<Index>(c)] += std::exp(exponent(c, (i + 0.5) / points) - most);
        INFO("sample " << j);
        CHECK((p.col(j) - density / density.sum()).cwiseAbs().maxCoeff() < 1e-5);
        CHECK(std::abs(p.col(j).sum() - 1) < 1e-14);
    }
}

TEST_CASE("the best classifier errs on 13.3 %, as often as it expects to") {
    const auto data = waveform<double>(50000, Key{6});
    const Matrix<double> p = waveform_probabilities(data.inputs);
    theory::Mean error, surplus;
    for (Index j = 0; j < data.size(); ++j) {
        Index choice = 0;
        const double sure = p.col(j).maxCoeff(&choice), wrong = choice != data.labels[j];
        error.add(wrong);
        surplus.add(wrong - (1 - sure));  // calibrated
    }
    CHECK(error.z(0.133, 0.002) < 4);
    CHECK(error.mean() < 0.14);
    CHECK(surplus.z(0, 0.002) < 4);
}
