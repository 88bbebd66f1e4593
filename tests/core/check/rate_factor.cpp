#include <regula/core/check/rate_factor.hpp>

#include <regula/core/check.hpp>
#include <regula/update/learning_rate.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::core_check_rate_factor {

struct Negative {
    double rate_factor() const { return -0.1; }
};
struct Drifting {
    double* factor;
    double rate_factor() const { return *factor += 0.1; }
};

TEST_CASE("a wrong factor of the learning rate is named") {
    CHECK(check(LearningRate{0.3}).empty());
    CHECK(check(Negative{}) == std::vector<std::string>{"Negative: rate_factor is finite and >= 0"});
    double factor = 1;
    CHECK(check(Drifting{&factor}) ==
          std::vector<std::string>{"Drifting: rate_factor depends on nothing but the coefficients"});
}

}  // namespace tests::core_check_rate_factor
