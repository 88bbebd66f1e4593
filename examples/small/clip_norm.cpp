// ClipNorm limits the norm of the gradient and keeps its direction.
#include <regula/update/clip_norm.hpp>

#include <iostream>
using namespace regula;

int main() {
    Vector<double> g{{30.0, 40.0}};
    ClipNorm{.max_norm = 1}.clip(g);
    std::cout << g.transpose() << '\n';
    return std::abs(g.norm() - 1) < 1e-12 ? 0 : 1;
}
