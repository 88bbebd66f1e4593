#pragma once

#include <regula/core/record.hpp>

#include <vector>

namespace regula::test {

/// The epoch at which a criterion stops a run with these validation and training losses; 0 if it does not.
int stopped_at(const auto& criterion, const std::vector<double>& validation,
               const std::vector<double>& training = {}) {
    criterion.check();
    Record record{.objective = {{"loss"}}, .metrics = {{"validation_loss"}}};
    auto progress = criterion.begin(record);
    for (std::size_t i = 0; i < validation.size(); ++i) {
        record.epoch = static_cast<int>(i + 1);
        record.metrics[0].value = validation[i];
        record.objective[0].value = i < training.size() ? training[i] : 1;
        progress.see(record);
        if (progress.stops()) return record.epoch;
    }
    return 0;
}

}  // namespace regula::test
