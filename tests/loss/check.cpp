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

}  // namespace tests::loss_check
