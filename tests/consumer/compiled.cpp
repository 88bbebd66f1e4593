// A program that gets its layers and solvers from regula::compiled.
#include <regula/linear.hpp>
#include <regula/regula.hpp>

#include <cstdio>
#include <exception>

int main() try {
    const regula::Network<double> net{
        3, {regula::Dense{4}, regula::Tanh{}, regula::Dense{2}}, regula::Key{1}};
    const Eigen::MatrixXd x = Eigen::MatrixXd::Random(3, 20);
    const regula::Dataset<double> data{.inputs = x, .targets = x.row(0) - 2 * x.row(2)};
    const Eigen::MatrixXd w = regula::ridge(data, regula::L2{.strength = 1e-9}).weights;
    const bool right = net.predict(x).allFinite() && w.isApprox(Eigen::Vector3d{1, 0, -2}, 1e-6);
    std::puts(right ? "right" : "wrong");
    return right ? 0 : 1;
} catch (const std::exception& error) {
    std::puts(error.what());
    return 1;
}
