#pragma once

#include <regula/core/random.hpp>
#include <regula/theory/bagging.hpp>
#include <regula/theory/claim.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// The share of different samples in a bootstrap sample of n.
template <class = OnUse>
double share_in_bootstrap(Key key, int n) {
    std::vector<bool> drawn(static_cast<std::size_t>(n));
    for (int i = 0; i < n; ++i)
        drawn[key.below(static_cast<std::uint64_t>(n), static_cast<std::uint64_t>(i))] = true;
    return static_cast<double>(std::count(drawn.begin(), drawn.end(), true)) / n;
}

/// The exact mean of this share over all n^n bootstrap samples of n.
template <class = OnUse>
double share_in_every_bootstrap(int n) {
    const auto size = static_cast<std::size_t>(n);
    std::vector<std::size_t> sample(size, 0);
    double count = 0, distinct = 0;
    for (std::size_t digit = 0; digit < size; ++count) {
        std::vector<bool> drawn(size);
        for (const std::size_t i : sample) drawn[i] = true;
        distinct += static_cast<double>(std::count(drawn.begin(), drawn.end(), true));
        // The next sample.
        for (digit = 0; digit < size && ++sample[digit] == size; ++digit) sample[digit] = 0;
    }
    return distinct / count / n;
}

namespace experiments {

template <class = OnUse>
Finding bootstrap_share(double wrong) {
    Vector<double> predicted(6), measured(6);
    for (int n = 1; n <= 6; ++n) {
        predicted[n - 1] = bootstrap_fraction(n * (1 + wrong));
        measured[n - 1] = share_in_every_bootstrap(n);
    }
    return Finding{predicted[5], measured[5], relative(measured, predicted)};
}

template <class = OnUse>
Finding bootstrap_share_by_simulation(double wrong) {
    Finding worst;
    for (const int n : {10, 137, 60000}) {
        Mean share;
        for (std::uint64_t draw = 0; draw < 2000000 / static_cast<std::uint64_t>(n); ++draw)
            share.add(share_in_bootstrap(Key{37}[draw], n));
        const double predicted = bootstrap_fraction(n) * (1 + wrong);
        const double z = share.z(predicted, 0.001);
        if (!(z <= worst.deviation)) worst = {predicted, share.mean(), z};
    }
    return worst;
}

template <class = OnUse>
Finding bootstrap_share_excess(double wrong) {
    const double n = 60000, e = std::numbers::e, predicted = 1 / (2 * e * n) * (1 + wrong);
    const double measured = bootstrap_fraction(n) - (1 - 1 / e);
    return Finding{predicted, measured, relative(measured, predicted)};
}

template <class = OnUse>
Finding bootstrap_share_spread(double wrong) {
    const int n = 2000;
    const double e = std::numbers::e, predicted = (1 / e - 2 / (e * e)) / n * (1 + wrong);
    Mean square;
    for (std::uint64_t draw = 0; draw < 4000; ++draw)
        square.add(std::pow(share_in_bootstrap(Key{38}[draw], n) - bootstrap_fraction(n), 2));
    return Finding{predicted, square.mean(), square.z(predicted, 0.03 * predicted)};
}

}  // namespace experiments

template <class = OnUse>
std::vector<Claim> bootstrap_claims() {
    return {
        {.id = "bootstrap-share",
         .statement = "A bootstrap sample of n samples holds a known share of them, a little less than two "
                      "thirds; the others are left for tests.",
         .formula = R"(\text{share} = 1 - \left(1 - \frac{1}{n}\right)^n)",
         .source = "Efron (1979), Bootstrap methods; Goodfellow, Bengio and Courville, Deep Learning, "
                   "section 7.11",
         .experiment = "All $n^n$ bootstrap samples are enumerated for n from 1 to 6.",
         .tolerance = 1e-14,
         .find = experiments::bootstrap_share<>},
        {.id = "bootstrap-share-by-simulation",
         .statement = "A bootstrap sample of data of the usual size holds 63.2 % of the samples.",
         .formula = R"(\text{share} = 1 - \left(1 - \frac{1}{n}\right)^n)",
         .source = "Efron (1979), Bootstrap methods",
         .experiment = "Bootstrap samples of n = 10, 137 and 60,000 are drawn.",
         .tolerance = 4,
         .find = experiments::bootstrap_share_by_simulation<>,
         .distance = Distance::standard_errors},
        {.id = "bootstrap-share-excess",
         .statement = "The share of the samples in a bootstrap sample exceeds 1 - 1/e by a fifth of a sample "
                      "only.",
         .formula = R"(1 - \left(1 - \frac{1}{n}\right)^n - \left(1 - \frac{1}{e}\right) \to \frac{1}{2 e )"
                    R"(n})",
         .source = "derived: log(1 - 1/n)^n = -1 - 1/(2n) - 1/(3n^2) - ...",
         .experiment = "The excess is computed for n = 60,000.",
         .tolerance = 1e-4,
         .find = experiments::bootstrap_share_excess<>},
        {.id = "bootstrap-share-spread",
         .statement = "The share of the samples in a bootstrap sample hardly varies: its standard deviation "
                      "is 0.3118 / sqrt(n).",
         .formula = R"(\operatorname{var}(\text{share}) \to \frac{1}{n} \left(\frac{1}{e} - )"
                    R"(\frac{2}{e^2}\right))",
         .source = "derived: how many of n places n draws leave empty",
         .experiment = "The variance is measured over 4000 bootstrap samples of n = 2000.",
         .tolerance = 4,
         .find = experiments::bootstrap_share_spread<>,
         .wrong = 0.25,
         .distance = Distance::standard_errors},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
