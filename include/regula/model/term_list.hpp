#pragma once

#include <regula/core/record.hpp>

#include <span>
#include <string_view>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The terms of an objective in a step, by name. Terms of the same name are added up. Allocates nothing if a
/// step has the names of the step before.
class TermList {
public:
    void clear() { used_ = 0; }
    void add(std::string_view name, double value) {
        for (std::size_t i = 0; i < used_; ++i)
            if (terms_[i].name == name) {
                terms_[i].value += value;
                return;
            }
        if (used_ == terms_.size()) terms_.emplace_back();
        if (terms_[used_].name != name) terms_[used_].name = name;
        terms_[used_++].value = value;
    }
    std::span<const Term> terms() const { return {terms_.data(), used_}; }

private:
    std::vector<Term> terms_;
    std::size_t used_ = 0;
};

}  // namespace regula::inline REGULA_ABI
