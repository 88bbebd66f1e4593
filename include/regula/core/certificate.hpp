#pragma once

#include <limits>

#include <regula/core/abi.hpp>

namespace regula::inline REGULA_ABI {

/// What a solver says of the minimum that it found. Failure to converge is a result, no exception.
struct Certificate {
    const char* method = "";
    double objective = std::numeric_limits<double>::quiet_NaN();  ///< loss and penalties together
    double gap = std::numeric_limits<double>::quiet_NaN();        ///< the duality gap; NaN if none is known
    double residual = std::numeric_limits<double>::quiet_NaN();   ///< by how much optimality is violated
    int iterations = 0;
    bool converged = false;  ///< whether the tolerance was reached
};

}  // namespace regula::inline REGULA_ABI
