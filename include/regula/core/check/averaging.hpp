#pragma once

#include <regula/core/check/action.hpp>
#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI::laws {

/// The laws of an average in time.
template <class Scalar, class P>
void ask_averaging(const Bench<Scalar>& bench, const P& policy) {
    const auto share = [&](int t) -> double {
        if constexpr (AveragingOfUpdates<P>)
            return policy.share_of_update(t);
        else
            return policy.share_of_epoch(t);
    };
    const auto shares = [&] {
        Vector<double> all(1000);
        for (int t = 1; t <= 1000; ++t) all[t - 1] = share(t);
        return all;
    };
    const Vector<double> once = shares();
    bench.findings.hold((once.array() >= 0).all() && (once.array() <= 1).all(),
                        "the share of the parameters in the mean is from 0 to 1");
    bench.findings.hold(shares() == once, "the share depends on nothing but the count");
}

}  // namespace regula::inline REGULA_ABI::laws
