#pragma once

#include <regula/core/check/bench.hpp>
#include <regula/core/record.hpp>

#include <cmath>

namespace regula::inline REGULA_ABI::laws {

/// The laws of a stopping policy: the state of one run does not affect another run.
template <class Scalar>
void ask_stopping(const Bench& bench, const auto& policy) {
    Parameters<Scalar> theta{{{.name = "weight", .rows = bench.rows, .cols = bench.cols}}};
    theta[0] = bench.draw(70).cast<Scalar>();
    const Vector<Scalar> before = theta.vector();
    const auto epoch = [](int number, double loss) {
        const std::vector<Term> metrics{{"validation_loss", loss}, {"validation_error", loss}};
        return Record{.epoch = number, .objective = {{"loss", loss}}, .metrics = metrics};
    };
    const auto answers = [&](bool beside_another) {
        auto watch = policy.start(theta, epoch(0, 1)), other = policy.start(theta, epoch(0, 1));
        std::vector<int> all;
        for (int n = 1; n <= 20; ++n) {
            if (beside_another) other.should_stop(theta, epoch(n, 0.01 * n));
            all.push_back(watch.should_stop(theta, epoch(n, 0.1 + std::abs(0.1 * n - 1))));
            all.push_back(watch.best_epoch());
        }
        return all;
    };
    policy.start(theta, epoch(0, 1)).finish(theta);
    bench.findings.hold(theta.vector() == before,
                        "finish before the first epoch leaves the parameters as they are");
    bench.findings.hold(answers(false) == answers(true), "the watch of one run does not see another run");
}

}  // namespace regula::inline REGULA_ABI::laws
