// error: regula: fit takes samples with their targets or labels as one Dataset
#include <regula/loss/squared_error.hpp>
#include <regula/model.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>

void train(regula::Network<double>& net, const Eigen::MatrixXd& x, const Eigen::MatrixXd& y) {
#ifdef REGULA_FIXED
    regula::fit(net, regula::SquaredError{}, regula::Dataset<double>{.inputs = x, .targets = y},
                regula::Sgd{});
#else
    regula::fit(net, regula::SquaredError{}, x, y, regula::Sgd{});
#endif
}
