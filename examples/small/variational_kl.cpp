// VariationalKl decreases with the noise of a unit; log_alpha is its logarithm.
#include <regula/penalty/variational_kl.hpp>

#include <iostream>
using namespace regula;

int main() {
    const Matrix<double> certain{{-4.0}}, noisy{{3.0}};
    const VariationalKl penalty{.strength = 1};
    std::cout << penalty.value(certain) << " > " << penalty.value(noisy) << '\n';
    return penalty.value(certain) > penalty.value(noisy) ? 0 : 1;
}
