// error: regula: load fills the matrix, and this one is const
#include <regula/files/named_matrices.hpp>

#ifdef REGULA_FIXED
void f(Eigen::MatrixXd& w) {
#else
void f(const Eigen::MatrixXd& w) {
#endif
    regula::load("w.safetensors", {{"w", w}});
}
