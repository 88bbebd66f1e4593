// error: regula: a gate acts on inputs, hidden, branches or weights
#include <regula/core/on.hpp>
#include <regula/gate/dropout.hpp>

#ifdef REGULA_FIXED
auto policy = regula::on(regula::inputs, regula::Dropout{0.2});
#else
auto policy = regula::on(regula::targets, regula::Dropout{0.2});
#endif
