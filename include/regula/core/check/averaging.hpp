#pragma once

#include <regula/core/check/findings.hpp>
#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI::laws {

/// The laws of an average in time.
template <class P>
void ask_averaging(Findings& findings, const P& policy) {
    const auto share = [&](int t) -> double {
        if constexpr (AveragingOfUpdates<P>)
            return policy.share_of_update(t);
        else
            return policy.share_of_epoch(t);
    };
    const auto shares = [&] {
        std::vector<double> all;
        for (int t = 1; t <= 1000; ++t) all.push_back(share(t));
        return all;
    };
    const std::vector<double> once = shares();
    findings.hold(std::all_of(once.begin(), once.end(), [](double s) { return s >= 0 && s <= 1; }),
                  "the share of the parameters in the mean is from 0 to 1");
    findings.hold(shares() == once, "the share depends on nothing but the count");
}

}  // namespace regula::inline REGULA_ABI::laws
