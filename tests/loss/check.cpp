#include <regula/loss/check.hpp>

#include <regula/loss.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::loss_check {

using test::drawn;

/// Four classes in columns, one of them in each of seven.
Matrix<double> one_hot() {
    Matrix<double> t = Matrix<double>::Zero(4, 7);
    for (Index j = 0; j < 7; ++j) t(j * j % 4, j) = 1;
    return t;
}

TEST_CASE("the losses of the library keep the laws of losses") {
    const std::vector<std::string> none;
    const Matrix<double> any = drawn(5, 3, 7), shares = (one_hot().array() * 0.7 + 0.1).matrix();
    CHECK(check_loss(SquaredError{}, any) == none);
    CHECK(check_loss(Huber{.delta = 0.7}, any) == none);
    CHECK(check_loss(PoissonLoss{}, Matrix<double>{any.cwiseAbs()}) == none);
    CHECK(check_loss(GammaLoss{}, Matrix<double>{any.cwiseAbs()}) == none);
    CHECK(check_loss(SoftmaxCrossEntropy{}, one_hot()) == none);
    CHECK(check_loss(SoftmaxCrossEntropy{}, shares) == none);
    CHECK(check_loss(ClassWeights{SoftmaxCrossEntropy{}, {1, 2, 0.3, 0.7}}, one_hot()) == none);
    CHECK(check_loss(MarginalLikelihood{}, one_hot()) == none);
    CHECK(check_loss(Logistic{}, Matrix<double>{one_hot().topRows(1)}) == none);
}

// Losses with one mistake each: the check must name it.
struct Sum : SquaredError {
    double value(const auto& y, const auto& t) const {
        return 0.5 * static_cast<double>((y - t).squaredNorm());
    }
    void gradient(const auto& y, const auto& t, auto& g) const { g = y - t; }
    void curvature(const auto&, const auto&, const auto& u, auto& v) const { v = u; }
};
struct WithoutHalf : SquaredError {
    double value(const auto& y, const auto& t) const { return 2 * SquaredError::value(y, t); }
};
struct Turned : SquaredError {
    void curvature(const auto& y, const auto& t, const auto& u, auto& v) const {
        SquaredError::curvature(y, t, u, v);
        v = -v;
    }
};
struct Apart : SoftmaxCrossEntropy {
    double value_and_gradient(const auto& y, const auto& t, auto& g) const {
        return 0.5 * SoftmaxCrossEntropy::value_and_gradient(y, t, g);
    }
};
struct Unequal : SoftmaxCrossEntropy {
    void log_probabilities(const auto& y, auto& l) const { l = y; }
};
struct OtherLabels : SoftmaxCrossEntropy {
    template <class Targets>
    double value(const auto& y, const Targets& t) const {
        if constexpr (std::same_as<Targets, Labels>)
            return SoftmaxCrossEntropy::value(y, Labels{(3 - t.array()).matrix()});
        else
            return SoftmaxCrossEntropy::value(y, t);
    }
};
struct Infinite : SquaredError {
    double value(const auto&, const auto&) const { return HUGE_VAL; }
};
struct InDouble : SquaredError {
    void gradient(const auto& y, const auto& t, auto& g) const {
        SquaredError::gradient(y, t, g);
        if constexpr (std::is_same_v<typename std::remove_cvref_t<decltype(g)>::Scalar, float>) g.setZero();
    }
};

TEST_CASE("check_loss names the law that is broken") {
    const auto only = [](const auto& loss, const Matrix<double>& t) {
        const auto broken = check_loss(loss, t);
        REQUIRE(broken.size() == 1);
        return broken.front().substr(0, broken.front().find(", relative"));
    };
    const Matrix<double> any = drawn(5, 3, 7);
    CHECK(only(Sum{}, any) == "Sum: value is a mean over samples: all samples twice have the same");
    CHECK(only(WithoutHalf{}, any) == "WithoutHalf: gradient is the gradient of value");
    CHECK(only(Turned{}, any) == "Turned: curvature is the slope of gradient");
    CHECK(only(Apart{}, one_hot()) == "Apart: value_and_gradient returns value");
    CHECK(only(Unequal{}, one_hot()) == "Unequal: log_probabilities sum to 1 over the classes");
    CHECK(only(OtherLabels{}, one_hot()) == "OtherLabels: value is the same for labels");
    CHECK(check_loss(Infinite{}, any).front().starts_with("Infinite: value is finite"));
    CHECK(only(InDouble{}, any) == "InDouble: gradient is the same in float");
}

/// A loss times a number, with its gradient times another.
template <class Loss>
struct Times : Loss {
    double size = 1, sign = 1;
    double value(const auto& y, const auto& t) const { return size * static_cast<double>(Loss::value(y, t)); }
    void gradient(const auto& y, const auto& t, auto& g) const {
        Loss::gradient(y, t, g);
        g *= static_cast<typename std::remove_cvref_t<decltype(g)>::Scalar>(size * sign);
    }
    double value_and_gradient(const auto& y, const auto& t, auto& g) const {
        gradient(y, t, g);
        return value(y, t);
    }
    void curvature(const auto& y, const auto& t, const auto& u, auto& v) const {
        Loss::curvature(y, t, u, v);
        v *= size;
    }
};

TEST_CASE("wrong gradients are found and right ones pass, whatever the size of the loss") {
    const Matrix<double> any = drawn(5, 3, 7);
    const auto found = [](auto loss, const Matrix<double>& t, double sign) {
        loss.sign = sign;
        const auto broken = check_loss(loss, t);
        CAPTURE(broken);
        return !broken.empty() &&
               broken.front().find("gradient is the gradient of value") != std::string::npos;
    };
    for (const double size : {1e-20, 1e-8, 1e-7, 1.0, 1e6, 1e12}) {
        CAPTURE(size);
        const Times<SquaredError> squares{{}, size};
        const Times<SoftmaxCrossEntropy> classes{{}, size};
        CHECK(check_loss(squares, any) == std::vector<std::string>{});
        CHECK(check_loss(classes, one_hot()) == std::vector<std::string>{});
        CHECK(found(squares, any, -1));
        CHECK(found(squares, any, 1 + 1e-5));
        CHECK(found(classes, one_hot(), -1));
        CHECK(found(classes, one_hot(), 0));
    }
    for (const double size : {1e-8, 1e6})  // of the targets
        CHECK(check_loss(SquaredError{}, Matrix<double>{size * any}) == std::vector<std::string>{});
    CHECK(found(Times<SquaredError>{}, Matrix<double>{1e6 * any}, -1));
}

// A loss that adds to what it finds.
struct AddsGradient : SquaredError {
    void gradient(const auto& y, const auto& t, auto& g) const {
        if (g.size() == 0) g.setZero(y.rows(), y.cols());
        g += (y - t) / y.cols();
    }
};
struct AddsBoth : SoftmaxCrossEntropy {
    double value_and_gradient(const auto& y, const auto& t, auto& g) const {
        std::remove_cvref_t<decltype(g)> alone;
        gradient(y, t, alone);
        g += alone;
        return value(y, t);
    }
};
struct AddsCurvature : SquaredError {
    void curvature(const auto& y, const auto&, const auto& u, auto& v) const { v += u / y.cols(); }
};
struct AddsLogs : SoftmaxCrossEntropy {
    void log_probabilities(const auto& y, auto& l) const {
        std::remove_cvref_t<decltype(l)> alone;
        SoftmaxCrossEntropy::log_probabilities(y, alone);
        l += alone;
    }
};
struct Transposed : SquaredError {
    void gradient(const auto& y, const auto& t, auto& g) const { g = (y - t).transpose() / y.cols(); }
};

TEST_CASE("a verb that adds to the old numbers, or gives a matrix of another shape, is named") {
    const auto only = [](const auto& loss, const Matrix<double>& t) {
        const auto broken = check_loss(loss, t);
        CAPTURE(broken);
        REQUIRE(broken.size() == 1);
        return broken.front();
    };
    const Matrix<double> any = drawn(5, 3, 7), shares = (one_hot().array() * 0.7 + 0.1).matrix();
    CHECK(only(AddsGradient{}, any) == "AddsGradient: gradient assigns g, got NaN where NaN was");
    CHECK(only(AddsBoth{}, shares).starts_with("AddsBoth: value_and_gradient gives gradient, "));
    CHECK(only(AddsCurvature{}, any).starts_with("AddsCurvature: curvature is the slope of gradient, "));
    CHECK(only(AddsLogs{}, one_hot()).starts_with("AddsLogs: log_probabilities sum to 1 over the classes, "));
    CHECK(only(Transposed{}, any) == "Transposed: gradient assigns g, of the size 7 x 3, expected 3 x 7");
}

/// The focal loss of Lin et al. (2017), J = -1/m sum (1 - p)^2 log p of the true class, as a user writes it.
struct Focal {
    static constexpr bool takes_labels = true;
    double wrong = 1;  // a factor of its gradient for labels

    double value(const auto& y, const auto& t) const {
        const Matrix<double> p = probabilities(y);
        double sum = 0;
        for (Index j = 0; j < y.cols(); ++j)
            for (Index i = 0; i < y.rows(); ++i)
                sum -= target(t, i, j) * std::pow(1 - p(i, j), 2) * std::log(p(i, j));
        return sum / static_cast<double>(y.cols());
    }
    template <class Targets>
    void gradient(const auto& y, const Targets& t, auto& g) const {
        using Scalar = typename std::remove_cvref_t<decltype(g)>::Scalar;
        const Matrix<double> p = probabilities(y);
        const double share = (std::same_as<Targets, Labels> ? wrong : 1) / static_cast<double>(y.cols());
        g.setZero(y.rows(), y.cols());
        for (Index j = 0; j < y.cols(); ++j)
            for (Index i = 0; i < y.rows(); ++i) {
                const double q = p(i, j), rest = 1 - q;
                const double slope = share * target(t, i, j) * (2 * rest * q * std::log(q) - rest * rest);
                for (Index k = 0; k < y.rows(); ++k)
                    g(k, j) += static_cast<Scalar>(slope * ((k == i) - p(k, j)));
            }
    }

private:
    static Matrix<double> probabilities(const auto& y) {
        Matrix<double> l;
        SoftmaxCrossEntropy{}.log_probabilities(Matrix<double>{y.template cast<double>()}, l);
        return l.array().exp().matrix();
    }
    template <class Targets>
    static double target(const Targets& t, Index i, Index j) {
        if constexpr (std::same_as<Targets, Labels>)
            return t[j] == i;
        else
            return static_cast<double>(t(i, j));
    }
};
struct OtherCurvature : SoftmaxCrossEntropy {
    template <class Targets>
    void curvature(const auto& y, const Targets& t, const auto& u, auto& v) const {
        SoftmaxCrossEntropy::curvature(y, t, u, v);
        if constexpr (std::same_as<Targets, Labels>) v = -v;
    }
};

TEST_CASE("a loss of classes is checked with labels, and with the unit matrix that they mean") {
    const std::vector<std::string> none;
    const Labels labels{{0, 2, 1, 1, 0}}, two{{0, 1, 1, 0}};
    CHECK(check_loss(Focal{}, labels) == none);
    CHECK(check_loss(Focal{}, labels, 5) == none);
    CHECK(check_loss(Focal{}, one_hot()) == none);
    CHECK(check_loss(SoftmaxCrossEntropy{}, labels) == none);
    CHECK(check_loss(SoftmaxCrossEntropy{}, Labels{{0, 0}}) == none);
    CHECK(check_loss(ClassWeights{SoftmaxCrossEntropy{}, {1, 2, 0.3}}, labels) == none);
    CHECK(check_loss(MarginalLikelihood{}, labels) == none);
    CHECK(check_loss(Logistic{}, two, 1) == none);
    CHECK(check_loss(SquaredError{}, labels) == none);  // takes the unit matrix alone

    const auto only = [](const auto& loss, const auto& t) {
        const auto broken = check_loss(loss, t);
        CAPTURE(broken);
        REQUIRE(broken.size() == 1);
        return broken.front().substr(broken.front().find(": ") + 2);
    };
    CHECK(only(Focal{-1}, labels) == "gradient is the same for labels, relative error 2");
    CHECK(only(Focal{-1}, one_hot()) == "gradient is the same for labels, relative error 2");
    CHECK(only(OtherLabels{}, Labels{{0, 3, 1}}).starts_with("value is the same for labels, "));
    CHECK(only(OtherCurvature{}, labels) == "curvature is the same for labels, relative error 2");

    CHECK_THROWS_AS(check_loss(Focal{}, Labels{}), std::invalid_argument);
    CHECK_THROWS_AS(check_loss(Focal{}, Labels{{0, -1}}), std::invalid_argument);
    CHECK_THROWS_AS(check_loss(Focal{}, labels, 2), std::invalid_argument);
    CHECK_THROWS_AS(check_loss(Logistic{}, labels, 1), std::invalid_argument);
}

}  // namespace tests::loss_check
