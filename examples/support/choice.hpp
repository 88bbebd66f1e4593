#pragma once

#include <string>

namespace example {

/// Of all settings of a contestant, those with the lowest error of validation, the first of equal ones.
struct Choice {
    double validation = 2, test = 2;
    std::string settings = {};

    /// Takes other settings if their error of validation is lower. `test_error()` is asked only then.
    void offer(double error, const auto& test_error, const std::string& with) {
        if (error < validation) *this = {error, test_error(), with};
    }
};

}  // namespace example
