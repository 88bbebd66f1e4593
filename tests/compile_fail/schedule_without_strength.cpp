// error: regula: scheduled.policy, schedule. scales a field 'strength'
#include <regula/core/pipeline.hpp>
#include <regula/gate/dropout.hpp>

using namespace regula;

const auto halved = [](double) { return 0.5; };
#ifdef REGULA_FIXED
auto policies = pipeline(scheduled(Dropout{0.5}, &Dropout::drop_probability, halved));
#else
auto policies = pipeline(scheduled(Dropout{0.5}, halved));
#endif
