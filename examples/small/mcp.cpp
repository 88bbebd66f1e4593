// Mcp sets small weights to zero and leaves large ones unchanged.
#include <regula/penalty/mcp.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> w{{3, 0.2}, {-2, -0.1}};
    Mcp{.strength = 1, .gamma = 2}.prox(w, 0.5);
    std::cout << w << '\n';
    return w(0, 1) == 0 && w(0, 0) == 3 ? 0 : 1;
}
