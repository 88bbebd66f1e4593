// error: regula: a criterion says when to stop; pass the policy stop_when
#include <regula/core/pipeline.hpp>
#include <regula/stopping/rises.hpp>
#include <regula/stopping/stop_when.hpp>

#ifdef REGULA_FIXED
auto policies = regula::pipeline(stop_when(regula::Rises{}));
#else
auto policies = regula::pipeline(regula::Rises{});
#endif
