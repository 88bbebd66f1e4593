// KlSparsity is zero if the mean activity of each unit is the target.
#include <regula/penalty/kl_sparsity.hpp>

#include <iostream>
using namespace regula;

int main() {
    const Matrix<double> rare{{0.1, 0.0}, {0.0, 0.1}}, busy{{0.9, 0.8}, {0.7, 0.9}};
    const KlSparsity penalty{.strength = 1, .target = 0.05};
    std::cout << penalty.value(rare) << " < " << penalty.value(busy) << '\n';
    return penalty.value(rare) < penalty.value(busy) ? 0 : 1;
}
