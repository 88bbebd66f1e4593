// VariationalKl raises log alpha, the logarithm of the variance of a noise, and small ones the most.
#include <regula/penalty/variational_kl.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> log_alpha{{-4}, {3}}, g = Matrix<double>::Zero(2, 1);
    VariationalKl{.strength = 1}.add_gradient(log_alpha, g);
    log_alpha -= g;
    std::cout << log_alpha << '\n';
    return log_alpha(0) > -3.6 && log_alpha(1) > 3 && log_alpha(1) < 3.1 ? 0 : 1;
}
