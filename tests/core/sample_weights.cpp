#include <regula/core/sample_weights.hpp>

#include "support/catch.hpp"
#include "support/weighted.hpp"

#include <limits>

using namespace regula;

namespace tests::core_sample_weights {

TEST_CASE("sample weights are relative: in units of their mean, at any scale") {
    const Vector<double> w{{1, 0, 4, 3}}, units = relative_weights(w);
    CHECK(units.isApprox(Vector<double>{{0.5, 0, 2, 1.5}}, 1e-15));
    for (const double scale : {1e-300, 3.0, 4e307})
        CHECK(relative_weights(Vector<double>{scale * w}).isApprox(units, 1e-15));
    CHECK(relative_weights(Vector<double>{}).size() == 0);
}

TEST_CASE("wrong weights are refused in a sentence") {
    auto data = test::weighted_regression();
    data.check();
    const auto refused = [&](const Vector<double>& w, const char* sentence) {
        data.sample_weights = w;
        CHECK_THROWS_WITH(data.check("train"), sentence);
        CHECK_THROWS_WITH(data.check_inputs("train"), sentence);
    };
    refused(Vector<double>::Ones(10),
            "train: needs one sample weight a sample, got 10 weights for 11 samples");
    refused(Vector<double>::Zero(11), "train: a sample weight must be > 0, got 11 weights of 0");
    Vector<double> w = test::whole_weights();
    w[3] = -0.5;
    refused(w, "train: sample weights must be >= 0 and finite, got -0.5 of sample 3");
    w[3] = std::numeric_limits<double>::quiet_NaN();
    refused(w, "train: sample weights must be >= 0 and finite, got nan of sample 3");
    w[3] = std::numeric_limits<double>::infinity();
    refused(w, "train: sample weights must be >= 0 and finite, got inf of sample 3");
    data.sample_weights = test::whole_weights();
    data.missing_targets = true;
    CHECK_THROWS_WITH(data.check(), "Dataset: data with missing targets take no sample weights, got 11");
}

TEST_CASE("a function that would ignore weights says so") {
    auto data = test::weighted_regression();
    CHECK_THROWS_WITH(require_unweighted(data, "diagnose"),
                      "diagnose: takes no sample weights, got 11 of them; remove them "
                      "(data.sample_weights.resize(0)) to count all samples alike");
    data.sample_weights.resize(0);
    require_unweighted(data, "diagnose");
}

}  // namespace tests::core_sample_weights
