#include <regula/model/predictor.hpp>

#include <regula/layer/dense.hpp>
#include <regula/layer/relu.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"

using namespace regula;

namespace tests::model_predictor {

template <class Scalar>
Network<Scalar> small_net(Index outputs = 2) {
    return {3, {Dense{5}, Relu{}, Dense{outputs}}, Key{3}};
}

template <class Scalar>
Dataset<Scalar> far_samples() {
    Dataset<Scalar> data{.inputs = Matrix<Scalar>(3, 20), .targets = Matrix<Scalar>::Zero(1, 20)};
    fill_normal(Key{5}, data.inputs);
    data.inputs = 7 * data.inputs.array() + 100;
    return data;
}

TEMPLATE_TEST_CASE("a predictor standardises, and predicts as its network does", "", float, double) {
    const auto net = small_net<TestType>();
    auto data = far_samples<TestType>();
    const auto by = Standardize<TestType>::fit(data);
    Predictor<TestType> bare{net}, whole{net, by, {"no", "yes"}};
    CHECK(bare(data.inputs) == net.predict(data.inputs));
    const Matrix<TestType> found = whole(data.inputs), one = whole(data.inputs.col(4));
    CHECK((one - found.col(4)).norm() <= 1e-5 * one.norm());
    by.apply(data);
    CHECK(found == net.predict(data.inputs));
    CHECK(whole.predict(100 * data.inputs) == Matrix<TestType>{whole(100 * data.inputs)});
    CHECK(whole.class_names() == std::vector<std::string>{"no", "yes"});
}

TEST_CASE("a copy of a predictor is independent of it, also of its memory") {
    const auto data = far_samples<double>();
    Predictor<double> first{small_net<double>(), Standardize<double>::fit(data)};
    const Matrix<double> before = first(data.inputs);
    Predictor<double> second = first, third{small_net<double>()};
    third = second;
    const Matrix<double>& kept = first(data.inputs);
    second(2 * data.inputs);
    CHECK(kept == before);
    CHECK(third(data.inputs) == before);
}

TEST_CASE("a prediction of one sample allocates nothing from the second time on") {
    if (!allocations_are_counted()) return;
    const auto data = far_samples<float>();
    Predictor<float> predictor{small_net<float>(), Standardize<float>::fit(data)};
    const Vector<float> sample = data.inputs.col(3);
    predictor(sample);
    const auto before = allocations();
    float sum = 0;
    for (int k = 0; k < 10; ++k) sum += predictor(sample)(0, 0);
    CHECK(allocations() == before);
    CHECK(std::isfinite(sum));
}

TEST_CASE("a class has its name, and outputs that are NaN have none") {
    Predictor<double> predictor{small_net<double>(), {}, {"no", "yes"}, {"a", "b", "c"}};
    CHECK(predictor.class_name(Eigen::Vector2d{0, 1}) == "yes");
    CHECK(predictor.class_name(Eigen::Vector2d{1, 0}) == "no");
    CHECK(predictor.class_name(Matrix<double>{{0.5}}) == "yes");  // of one output
    const Predictor<double> copy = predictor;
    CHECK(copy.feature_names() == std::vector<std::string>{"a", "b", "c"});
    predictor = Predictor<double>{small_net<double>()};
    CHECK(predictor.feature_names().empty());
    CHECK_THROWS_WITH(copy.class_name(Eigen::Vector2d{0, std::nan("")}),
                      "Predictor: an output is NaN, so there is no class");
    CHECK_THROWS_WITH(copy.class_name(Matrix<double>{{0, 1}, {2, 3}}),
                      "Predictor: needs the outputs of one sample, got 2");
    CHECK_THROWS_WITH(predictor.class_name(Eigen::Vector2d{0, 1}), "Predictor: it has no names of classes");
}

TEST_CASE("a predictor of parts that do not fit is refused") {
    const auto data = far_samples<double>();
    const auto by = Standardize<double>::fit(data);
    const Network<double> other{4, {Dense{2}}, Key{1}};
    CHECK_THROWS_WITH((Predictor<double>{other, by}),
                      "Predictor: the network has 4 features, the standardization 3");
    CHECK_THROWS_WITH((Predictor<double>{other, {}, {"a", "b", "c"}}),
                      "Predictor: the network has 2 classes, got 3 names");
    CHECK_NOTHROW(Predictor<double>{small_net<double>(1), {}, {"no", "yes"}});
    CHECK_THROWS_WITH((Predictor<double>{other, {}, {}, {"a", "b"}}),
                      "Predictor: the network has 4 features, got 2 names");
    Predictor<double> predictor{other};
    CHECK_THROWS_WITH(predictor(data.inputs), "Predictor: inputs must have 4 features, got 3");
    CHECK_THROWS_WITH(predictor.predict(data.inputs), "Predictor: inputs must have 4 features, got 3");
}

}  // namespace tests::model_predictor
