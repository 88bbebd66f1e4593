// error: regula: a solver needs the gradient of a function
#include <regula/layer/dense.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/multitask.hpp>
#include <regula/optimize/minimize_model.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/optimize/solvers/lbfgs.hpp>

void train(regula::NetworkDict<double>& nets, const regula::Dataset<double>& data) {
    const regula::MultiTask tasks{nets, "trunk", regula::PCGrad{},
                                  regula::Task{"a", "a", regula::SquaredError{}}};
#ifdef REGULA_FIXED
    regula::minimize(nets, tasks, data, regula::Sgd{});
#else
    regula::minimize(nets, tasks, data, regula::Lbfgs{});
#endif
}
