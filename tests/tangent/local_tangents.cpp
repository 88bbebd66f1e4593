#include <regula/tangent/local_tangents.hpp>

#include <regula/core/numeric/orthogonal.hpp>
#include <regula/layer/dense.hpp>
#include <regula/layer/sigmoid.hpp>
#include <regula/layer/tanh.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model/derivatives.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/tangent/stored_tangents.hpp>
#include <regula/tangent/tangent_prop.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"
#include "support/networks.hpp"

using namespace regula;

namespace tests::tangent_local_tangents {

/// dh/dx at sample j, by products with unit vectors.
Matrix<double> jacobian(const Network<double>& net, const Matrix<double>& x, Index j) {
    Matrix<double> all(net.outputs(), x.rows());
    for (Index i = 0; i < x.rows(); ++i) {
        Matrix<double> e = Matrix<double>::Zero(x.rows(), 1);
        e(i) = 1;
        all.col(i) = jacobian_vector_product(net, Matrix<double>{x.col(j)}, e);
    }
    return all;
}
/// The error of the tangents of all samples against singular vectors with the same sign rule.
double error_of(const LocalTangents<double>& found, const Network<double>& net, const Matrix<double>& x) {
    double error = 0;
    for (Index j = 0; j < x.cols(); ++j) {
        const Eigen::JacobiSVD<Eigen::MatrixXd> svd{jacobian(net, x, j),
                                                    Eigen::ComputeThinU | Eigen::ComputeThinV};
        for (Index k = 0; k < found.count; ++k) {
            Vector<double> v = svd.matrixV().col(k);
            Index largest = 0;
            v.cwiseAbs().maxCoeff(&largest);
            if (v(largest) < 0) v = -v;
            error = std::max({error, (found.vectors.col(j * found.count + k) - v).norm(),
                              std::abs(found.values(k, j) - svd.singularValues()(k))});
        }
    }
    return error;
}

TEST_CASE("of a linear encoder they are the right singular vectors of its matrix, at each sample") {
    auto net = linear_model<double>(9, 5);
    net.parameters()["0.weight"] = test::drawn(5, 9, 5);
    const Matrix<double> x = test::drawn(2, 9, 7);
    const auto found = local_tangents(net, x, 3);
    CHECK(found.vectors.cols() == 21);
    CHECK(error_of(found, net, x) < 1e-9);
    CHECK((found.vectors.middleCols(3, 3) - found.vectors.leftCols(3)).norm() < 1e-9);
    CHECK(found.residual < 1e-9);
    CHECK(error_of(local_tangents(net, x, 5), net, x) < 1e-9);  // all of them
}

TEST_CASE("of logistic units they are those of the explicit Jacobian, with and without oversampling") {
    const auto net =
        test::with_biases(Network<double>{12, {Dense{30}, Sigmoid{}, Dense{25}, Tanh{}}, Key{1}});
    const Matrix<double> x = test::drawn(2, 12, 11);
    for (const Index oversampling : {0, 2, 8}) {
        const auto found =
            local_tangents(net, x, 3, {.oversampling = oversampling, .iterations = 3000, .part_size = 4});
        CHECK(found.residual < 1e-9);
        CHECK(error_of(found, net, x) < 1e-6);
    }
    const auto few = local_tangents(net, x, 3, {.oversampling = 0, .iterations = 1});
    CHECK(few.iterations == 1);
    CHECK(few.residual > 1e-3);  // told, not hidden
}

TEST_CASE("at a place of a network they are those of its encoder") {
    const auto net =
        test::with_biases(Network<double>{9, {Dense{7}, Sigmoid{}, Dense{4}, Tanh{}, Dense{3}}, Key{1}});
    Network<double> encoder{9, {Dense{7}, Sigmoid{}, Dense{4}, Tanh{}}, Key{1}};
    encoder.parameters().vector() = net.parameters().vector().head(encoder.parameters().size());
    const Matrix<double> x = test::drawn(2, 9, 6);
    CHECK(error_of(local_tangents(net, hidden[1], x, 2), encoder, x) < 1e-8);
    CHECK_THROWS_WITH(local_tangents(net, hidden[2], x, 2),
                      Catch::Matchers::ContainsSubstring("has no hidden[2]"));
}

TEST_CASE("in float they are those of double, and have the same bits for any number of threads") {
    const auto net = test::with_biases(Network<double>{12, {Dense{150}, Sigmoid{}}, Key{1}});
    Network<float> same{12, {Dense{150}, Sigmoid{}}, Key{1}};
    same.parameters().vector() = net.parameters().vector().cast<float>();
    const Matrix<double> x = test::drawn(2, 12, 11);
    const Matrix<float> in_float = x.cast<float>();
    const auto one = local_tangents(same, in_float, 2, {.iterations = 2000, .part_size = 5});
    const auto three = local_tangents(same, in_float, 2, {.iterations = 2000, .part_size = 5, .threads = 3});
    CHECK(one.vectors == three.vectors);
    CHECK(one.values == three.values);
    CHECK(error_of({2, one.vectors.cast<double>(), one.values.cast<double>()}, net, x) < 1e-2);
}

TEST_CASE("where the Jacobian is 0 the values are 0 and the vectors orthonormal") {
    auto net = linear_model<double>(6, 4);
    net.parameters()["0.weight"].setZero();
    net.parameters()["0.weight"](2, 1) = 3;
    const auto found = local_tangents(net, test::drawn(2, 6, 3), 3);
    CHECK(found.vectors(2, 0) == Approx(1));
    CHECK(found.values(0, 1) == Approx(3));
    CHECK(found.values.bottomRows(2).cwiseAbs().maxCoeff() < 1e-12);
    const Matrix<double> first = found.vectors.leftCols(3);
    CHECK((first.transpose() * first - Matrix<double>::Identity(3, 3)).norm() < 1e-12);
}

TEST_CASE("stored for a data set, they are found for each minibatch of a run") {
    const auto net = test::with_biases(Network<double>{9, {Dense{7}, Sigmoid{}, Dense{9}}, Key{1}});
    Dataset<double> data{.inputs = test::drawn(2, 9, 23), .labels = Labels(23)};
    for (Index i = 0; i < 23; ++i) data.labels[i] = static_cast<int>(i % 3);
    const auto tangents = local_tangents(net, hidden[0], data.inputs, 2);
    const StoredTangents stored{data.inputs, tangents};
    Matrix<double> v;
    stored.directions(Matrix<double>{data.inputs.middleCols(5, 3).rowwise().reverse()}, 1, v);
    for (Index j = 0; j < 3; ++j) CHECK(v.col(j) == tangents.vectors.col((7 - j) * 2 + 1));

    auto classifier = mlp<double>({9, 6, 3}, Key{2}, Tanh{});
    const auto report =
        fit(classifier, SoftmaxCrossEntropy{}, data,
            Sgd{.learning_rate = 1e-300, .epochs = 1, .batch_size = 7}, TangentProp{stored, 0.5});
    double expected = 0;
    for (Index k = 0; k < 2; ++k) {
        stored.directions(data.inputs, k, v);
        expected += 0.5 / 2 / 23 * jacobian_vector_product(classifier, data.inputs, v).squaredNorm();
    }
    CHECK(report.last().at("TangentProp") == Approx(expected).epsilon(1e-12));
}

TEST_CASE("local_tangents refuses bad settings and samples") {
    const auto net = linear_model<double>(6, 4);
    Matrix<double> x = test::drawn(2, 6, 3);
    CHECK_THROWS_WITH(local_tangents(net, x, 0), "local_tangents: count must be >= 1, got 0");
    CHECK_THROWS_WITH(local_tangents(net, x, 5),
                      "local_tangents: count must be <= 4, the rank of a Jacobian of 4 x 6, got 5");
    CHECK_THROWS_WITH(local_tangents(net, x, 2, {.iterations = 0}),
                      "LocalTangentSearch: iterations must be >= 1, got 0");
    CHECK_THROWS_WITH(local_tangents(net, x, 2, {.oversampling = -1}),
                      "LocalTangentSearch: oversampling must be >= 0, got -1");
    auto diverged = net;
    diverged.parameters().vector()[0] = std::nan("");
    CHECK_THROWS_WITH(local_tangents(diverged, x, 2),
                      "local_tangents: the Jacobian is not finite at a sample");
    x(1, 1) = std::numeric_limits<double>::infinity();
    CHECK_THROWS_WITH(local_tangents(net, x, 2), "local_tangents: the samples must be finite");
}

}  // namespace tests::tangent_local_tangents
