// error: regula: the errors of members are differences from targets
#include <regula/ensemble.hpp>

using namespace regula;

#ifdef REGULA_FIXED
constexpr AverageProbability combine;
#else
constexpr GeometricMean combine;
#endif

double test(const Ensemble<Network<double>>& ensemble, const Dataset<double>& data) {
    return diagnose(ensemble, data, combine).variance;
}
