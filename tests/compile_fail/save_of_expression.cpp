// error: regula: save and load take numbers, matrices, vectors, and views of them such as Map
#include <regula/files/named_matrices.hpp>

void f(const Eigen::MatrixXd& w) {
#ifdef REGULA_FIXED
    const Eigen::MatrixXd twice = 2 * w;
    regula::save("w.safetensors", {{"w", twice}});
#else
    regula::save("w.safetensors", {{"w", 2 * w}});
#endif
}
