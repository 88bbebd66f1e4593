#include <regula/ensemble/combine.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::ensemble_combine {

/// The mean of two matrices with weights 0.3 and 0.7.
template <class Scalar>
Matrix<Scalar> mean(const auto& combine, Matrix<Scalar> a, Matrix<Scalar> b) {
    if constexpr (BlendCombining<std::remove_cvref_t<decltype(combine)>>) {
        combine.blend(a, b, 0.7);
        return a;
    } else {
        combine.enter(a);
        combine.enter(b);
        Matrix<Scalar> y = Scalar(0.3) * a + Scalar(0.7) * b;
        combine.leave(y);
        return y;
    }
}

Matrix<double> softmax(const Matrix<double>& y) {
    const Matrix<double> e = y.array().exp();
    return e.array().rowwise() / e.colwise().sum().array();
}

TEMPLATE_TEST_CASE("each mean is its formula", "", float, double) {
    const Matrix<TestType> a = test::drawn<TestType>(1, 3, 5), b = test::drawn<TestType>(2, 3, 5);
    const Matrix<double> p = softmax(a.template cast<double>()), q = softmax(b.template cast<double>());
    const auto close = [](const Matrix<TestType>& y, const Matrix<double>& expected) {
        return (y.template cast<double>() - expected).cwiseAbs().maxCoeff() <
               50 * std::numeric_limits<TestType>::epsilon();
    };
    CHECK(close(mean(Average{}, a, b), 0.3 * a.template cast<double>() + 0.7 * b.template cast<double>()));
    CHECK(close(mean(AverageProbability{}, a, b), (0.3 * p + 0.7 * q).array().log()));
    const Matrix<double> power = p.array().pow(0.3) * q.array().pow(0.7);
    const Matrix<double> geometric = power.array().rowwise() / power.colwise().sum().array();
    CHECK(close(mean(GeometricMean{}, a, b), geometric.array().log()));
}

TEST_CASE("of one output, a score, they are the means of two classes whose scores differ by it") {
    const Matrix<double> a = test::drawn(1, 1, 6), b = test::drawn(2, 1, 6);
    const auto two = [](const Matrix<double>& score) {
        Matrix<double> both = Matrix<double>::Zero(2, score.cols());
        both.row(1) = score;
        return both;
    };
    const auto agree = [&](const auto& combine) {
        const Matrix<double> one = mean(combine, a, b), pair = mean(combine, two(a), two(b));
        return (one - (pair.row(1) - pair.row(0))).cwiseAbs().maxCoeff() < 1e-14;
    };
    CHECK(agree(AverageProbability{}));
    CHECK(agree(GeometricMean{}));
    const Matrix<double> one = mean(MajorityVote{}, a, b), pair = mean(MajorityVote{}, two(a), two(b));
    CHECK((one - pair.row(1)).isConstant(-0.5, 1e-15));
}

TEST_CASE("a member that votes NaN is not a vote for the first class") {
    Matrix<double> one{{-1, std::nan(""), 1}}, three = Matrix<double>::Zero(3, 2);
    three(1, 1) = std::nan("");
    MajorityVote{}.enter(one);
    MajorityVote{}.enter(three);
    CHECK((one(0, 0) == 0 && std::isnan(one(0, 1)) && one(0, 2) == 1));
    CHECK((three(0, 0) == 1 && three.col(1).hasNaN()));
}

TEST_CASE("the majority has it, and of equally many votes the first class, or no") {
    Matrix<double> a(3, 4), b(3, 4), c(3, 4);
    a << 5, 0, 1, 0, /**/ 1, 2, 1, 0, /**/ 0, 1, 0, 0;
    b << 0, 0, 0, 9, /**/ 2, 2, 7, 0, /**/ 1, 3, 0, 0;
    c << 0, 0, 0, 0, /**/ 0, 9, 0, 2, /**/ 1, 3, 8, 0;
    Matrix<double> votes = Matrix<double>::Zero(3, 4);
    for (Matrix<double> y : {a, b, c}) {
        MajorityVote{}.enter(y);
        votes += y / 3;
    }
    MajorityVote{}.leave(votes);
    const Matrix<double> expected{{1, 0, 1, 2}, {1, 2, 1, 1}, {1, 1, 1, 0}};
    CHECK(3 * votes == expected);
    std::vector<Index> choices;
    for (auto sample : votes.colwise()) {
        Index choice = 0;
        sample.maxCoeff(&choice);
        choices.push_back(choice);
    }
    CHECK(choices == std::vector<Index>{0, 1, 0, 0});

    Matrix<double> yes{{2, 1, -1, 0}}, no{{-1, 3, -5, 0}};
    MajorityVote{}.enter(yes);
    MajorityVote{}.enter(no);
    Matrix<double> both = (yes + no) / 2;
    MajorityVote{}.leave(both);
    CHECK(both == Matrix<double>{{0, 0.5, -0.5, -0.5}});  // a tie is not above 0: no
}

TEST_CASE("large scores are no matter") {
    const Matrix<double> a{{1000}, {0}}, b{{0}, {900}};
    CHECK((mean(AverageProbability{}, a, b).array().exp().matrix() - Matrix<double>{{0.3}, {0.7}}).norm() <
          1e-14);
    const Matrix<double> geometric = mean(GeometricMean{}, a, b);  // 0.3 * 1000 against 0.7 * 900
    CHECK(std::abs(geometric(0) + 330) < 1e-12);
    CHECK(std::abs(geometric(1)) < 1e-12);
}

TEMPLATE_TEST_CASE("members may be as sure as they like, and rule classes out", "", float, double) {
    const TestType out = -std::numeric_limits<TestType>::infinity();
    const Matrix<TestType> sure{{20, -20, 1e4, -1e4, -out, out}};
    CHECK((mean(AverageProbability{}, sure, sure).leftCols(4) - sure.leftCols(4)).norm() <= 1e-2);
    CHECK(mean(AverageProbability{}, sure, sure).rightCols(2) == sure.rightCols(2));
    const Matrix<TestType> a{{110, 0}, {0, out}, {out, out}}, b{{0, 0}, {5, out}, {out, out}};
    const Matrix<TestType> y = mean(AverageProbability{}, a, b);
    CHECK(std::abs(static_cast<double>(y(1, 0)) - std::log(0.7 / (1 + std::exp(-5.0)))) <= 1e-5);
    CHECK(std::abs(y(0, 1)) <= 1e-6);
    CHECK((y(1, 1) == out && y(2, 0) == out && y(2, 1) == out));
    CHECK(std::abs(mean(AverageProbability{}, a, a)(1, 0) + 110) <= 1e-4);
}

}  // namespace tests::ensemble_combine
