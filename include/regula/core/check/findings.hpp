#pragma once

#include <regula/core/error.hpp>
#include <regula/core/matrix.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace regula::inline REGULA_ABI::laws {

/// A law that was checked; if it is broken, the first figures that show it.
struct Law {
    std::string sentence;
    bool holds = true;
    std::string figures = {};
};

/// The allowed difference of equal numbers, relative to their size.
template <class Scalar>
inline constexpr double rounding = std::is_same_v<Scalar, float> ? 2e-5 : 1e-10;

/// The difference of two matrices, relative to the size of the second if that is above 1.
inline double difference(const Matrix<double>& got, const Matrix<double>& expected) {
    return (got - expected).norm() / std::max(1.0, expected.norm());
}

/// The laws that were checked, each once, in the order of their first check.
class Findings {
public:
    /// Records a law, with the figures if it does not hold.
    void hold(bool holds, std::string_view law, const auto&... figures) {
        note(law, holds, holds ? std::string{} : text(figures...));
    }

    /// Records the law that two matrices are equal up to rounding.
    void same(const Matrix<double>& got, const Matrix<double>& expected, std::string_view law,
              double tolerance) {
        const double error = difference(got, expected);
        hold(error <= tolerance, law, ", relative error ", error);
    }

    const std::vector<Law>& laws() const { return laws_; }

private:
    void note(std::string_view law, bool holds, std::string figures) {
        const auto known =
            std::find_if(laws_.begin(), laws_.end(), [&](const Law& other) { return other.sentence == law; });
        if (known == laws_.end())
            laws_.push_back({std::string{law}, holds, std::move(figures)});
        else if (known->holds && !holds)
            known->holds = false, known->figures = std::move(figures);
    }

    std::vector<Law> laws_;
};

/// The broken laws of a policy with the given name, one sentence each, with its figures.
inline std::vector<std::string> broken(const std::string& policy, const std::vector<Law>& laws) {
    std::vector<std::string> sentences;
    for (const Law& law : laws)
        if (!law.holds) sentences.push_back(policy + ": " + law.sentence + law.figures);
    return sentences;
}

/// All laws of a policy with the given name, kept and broken, one per line.
inline std::string report(const std::string& policy, const std::vector<Law>& laws) {
    const auto kept = std::count_if(laws.begin(), laws.end(), [](const Law& law) { return law.holds; });
    std::string lines = text(policy, " keeps ", kept, " of ", laws.size(), " laws\n");
    for (const Law& law : laws)
        lines += (law.holds ? "  kept    " : "  BROKEN  ") + law.sentence + law.figures + "\n";
    return lines;
}

}  // namespace regula::inline REGULA_ABI::laws
