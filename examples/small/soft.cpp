// soft(constraint, a) penalises the distance from a set instead of projecting on it.
#include <regula/constraint/max_norm.hpp>
#include <regula/penalty/soft.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    const auto penalty = soft(MaxNorm{.radius = 1}, 0.1);
    std::cout << penalty.value(w) << '\n';
    return penalty.value(w) > 0 && penalty.value(Matrix<double>{0.1 * w}) == 0 ? 0 : 1;
}
