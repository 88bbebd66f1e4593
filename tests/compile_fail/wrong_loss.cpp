// error: regula: a loss needs 'double value\(y, t\) const' and 'void gradient\(y, t, g\) const'
#include <regula/model/mlp.hpp>
#include <regula/model/objective.hpp>

struct Sum {
    double value(const auto& y, const auto& t) const { return (y - t).sum(); }
#ifdef REGULA_FIXED
    void gradient(const auto& y, const auto&, auto& g) const { g.setOnes(y.rows(), y.cols()); }
#endif
};

auto objective(const regula::Network<double>& net) { return regula::objective_of(net, Sum{}); }
