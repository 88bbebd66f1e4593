// error: regula: decoupled\(penalty\) needs a penalty whose gradient is proportional to its field 'strength'
#include <regula/core/mode.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/mcp.hpp>

#ifdef REGULA_FIXED
const auto policy = regula::decoupled(regula::L1{0.1});
#else
const auto policy = regula::decoupled(regula::Mcp{0.1});
#endif
