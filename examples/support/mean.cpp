#include "support/mean.hpp"

#include "support/table.hpp"

#include <cmath>

namespace example {

std::string with_error(const regula::theory::Mean& mean) {
    const double error = mean.standard_error();
    return number(100 * mean.mean(), 3) + (std::isnan(error) ? "" : " +- " + number(100 * error, 2)) + " %";
}

Results results(const regula::theory::Mean& mean) {
    return Results{}.add("test_error", mean.mean()).add("standard_error", mean.standard_error());
}

void add_point(Series& series, double x, const regula::theory::Mean& mean) {
    series.x.push_back(x);
    series.y.push_back(100 * mean.mean());
    if (const double error = mean.standard_error(); std::isfinite(error))
        series.errors.push_back(100 * error);
}

}  // namespace example
