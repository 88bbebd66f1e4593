#pragma once

#include <regula/constraint/l1_ball.hpp>
#include <regula/constraint/l2_ball.hpp>
#include <regula/constraint/max_norm.hpp>
#include <regula/theory/claims/problems.hpp>

#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// The violation of the laws of a projection P to {w: norm(w) <= radius}, over 2000 matrices v, each against
/// 20 points q of the set, near Pv, near v, and far away:
///
///     norm(Pv) <= radius,   P Pv = Pv,   (v - Pv).(q - Pv) <= 0
///
/// The third makes Pv the unique nearest point: no q lies further on the side of v. `wrong` enlarges the set
/// of q.
template <Constraint C>
Finding projection_finding(const C& constraint, double radius, auto&& norm, double wrong) {
    Finding found{0, -HUGE_VAL, 0};
    Matrix<double> v(7, 3), q(7, 3);
    for (std::uint64_t n = 0; n < 2000; ++n) {
        fill_normal(Key{61}[n], v, 2 * Key{62}.uniform(n));  // some inside
        Matrix<double> p = v;
        constraint.project(p);
        Matrix<double> again = p;
        constraint.project(again);
        double worst = std::max(norm(p) / radius - 1, (again - p).norm() / radius);
        for (std::uint64_t k = 0; k < 20; ++k) {
            q = v;
            add_normal(Key{63}[n][k], q, std::pow(2.0, 3 - static_cast<double>(k)));
            q = std::min(1.0, radius / norm(q)) * q;
            if (k == 0) q = radius / norm(p) * p;  // Pv itself, if it is on the border as it should be
            const double side = (v - p).cwiseProduct((1 + wrong) * q - p).sum();
            found.measured = std::max(found.measured, side);
            worst = std::max(worst, side / std::max(1.0, v.squaredNorm()));
        }
        found.deviation = std::max(found.deviation, worst);
    }
    return found;
}

namespace experiments {

template <class = OnUse>
Finding l2_ball_projects(double wrong) {
    const auto norm = [](const Matrix<double>& w) { return w.norm(); };
    return projection_finding(L2Ball{2.5}, 2.5, norm, wrong);
}

template <class = OnUse>
Finding max_norm_projects(double wrong) {
    const auto norm = [](const Matrix<double>& w) { return w.colwise().norm().maxCoeff(); };
    return projection_finding(MaxNorm{1.5}, 1.5, norm, wrong);
}

template <class = OnUse>
Finding l1_ball_projects(double wrong) {
    const auto norm = [](const Matrix<double>& w) { return w.cwiseAbs().sum(); };
    return projection_finding(L1Ball{4}, 4, norm, wrong);
}

}  // namespace experiments

template <class = OnUse>
std::vector<Claim> projection_claims() {
    return {
        {.id = "l2-ball-projects",
         .statement = "L2Ball moves the weights to the nearest point of the ball.",
         .formula = R"((v - P v)^\top (q - P v) \le 0 \\ \text{for every } q \text{ with } |q| \le k)",
         .source = "Goodfellow, Bengio and Courville, Deep Learning, section 7.2",
         .experiment = "The inequality is evaluated for 2000 random 7 x 3 matrices and 20 points of the ball "
                       "each. A second projection must change nothing.",
         .tolerance = 1e-12,
         .find = experiments::l2_ball_projects<>,
         .distance = Distance::violation},
        {.id = "max-norm-projects",
         .statement = "MaxNorm moves each unit to the nearest point of its own ball.",
         .formula = R"((v - P v)^\top (q - P v) \le 0 \\ \text{for every } q \text{ with columns } |q_j| )"
                    R"(\le k)",
         .source = "Srivastava et al. (2014), Dropout; Goodfellow et al., Deep Learning, section 7.2",
         .experiment = "The inequality is evaluated for 2000 random 7 x 3 matrices and 20 points of the set "
                       "each. A second projection must change nothing.",
         .tolerance = 1e-12,
         .find = experiments::max_norm_projects<>,
         .distance = Distance::violation},
        {.id = "l1-ball-projects",
         .statement = "L1Ball moves the weights to the nearest point of the L1 ball, by a soft threshold.",
         .formula = R"((v - P v)^\top (q - P v) \le 0 \\ \text{for every } q \text{ with } |q|_1 \le k)",
         .source = "Duchi, Shalev-Shwartz, Singer and Chandra (2008), Efficient projections onto the "
                   "l1-ball",
         .experiment = "The inequality is evaluated for 2000 random 7 x 3 matrices and 20 points of the ball "
                       "each. A second projection must change nothing.",
         .tolerance = 1e-12,
         .find = experiments::l1_ball_projects<>,
         .distance = Distance::violation},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
