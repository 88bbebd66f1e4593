#include <regula/linear/group_step.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEST_CASE("the step of a group goes to its minimum, from anywhere, at any strength") {
    for (const Index size : {1, 2, 7}) {
        const Matrix<double> root = test::drawn(1, 9, size), h = root.transpose() * root / 9;
        const Vector<double> q = test::drawn(2, size);
        GroupStep step{h};
        CHECK(std::abs(step.steepest() - h.operatorNorm()) < 1e-13);
        for (const double norm : {0.0, 1e-9, 0.01, 0.3, 5.0})
            for (const double l2 : {0.0, 0.5})
                for (const double from : {0.0, 1.0, 100.0}) {
                    const GroupTerm term{norm, 0, l2};
                    Vector<double> w = from * test::drawn(3, size);
                    const Vector<double> start = w;
                    const double by = step.move(term, Vector<double>{h * w - q}, w);
                    CAPTURE(size, norm, l2, from);
                    CHECK(std::abs(by - std::sqrt((w - start).dot(h * (w - start)))) < 1e-12 * (1 + from));
                    const Vector<double> slope = h * w - q + l2 * w;
                    if (w.norm() == 0)
                        CHECK(q.norm() <= norm * (1 + 1e-14));
                    else
                        CHECK((slope + norm * w / w.norm()).norm() < 1e-12 * (1 + from));
                }
    }
}

TEST_CASE("of dependent features the step keeps the shortest weights, or those that it finds unpenalised") {
    const Matrix<double> h = Matrix<double>::Ones(3, 3);
    GroupStep step{h};
    Vector<double> w{{5, 0, -2}}, free = w;
    step.move({.norm = 0.1}, Vector<double>{h * w - 2 * Vector<double>::Ones(3)}, w);
    CHECK((w.array() - w[0]).abs().maxCoeff() < 1e-14);
    CHECK(std::abs(9 * w[0] - 6 + 0.1 * std::sqrt(3.0)) < 1e-13);
    step.move({}, Vector<double>{h * free - 2 * Vector<double>::Ones(3)}, free);
    CHECK(std::abs(free.sum() - 2) < 1e-14);
    CHECK(std::abs(free[0] - free[2] - 7) < 1e-14);
    GroupStep flat{Matrix<double>::Zero(2, 2).eval()};
    Vector<double> stays{{1, 2}};
    CHECK(flat.move({.norm = 1}, Vector<double>{{3, 4}}, stays) == 0);
    CHECK(stays == Vector<double>{{1, 2}});
}

TEST_CASE("steps of a group with L1 come to the minimum when repeated") {
    const Matrix<double> root = test::drawn(1, 9, 5), h = root.transpose() * root / 9;
    const Vector<double> q = 2 * test::drawn(2, 5);
    const GroupTerm term{0.3, 0.4, 0.1};
    GroupStep step{h};
    Vector<double> w = Vector<double>::Zero(5);
    double by = 1;
    for (int k = 0; k < 100 && by > 1e-14; ++k) by = step.move(term, Vector<double>{h * w - q}, w);
    Vector<double> moved = w - 0.2 * (h * w - q);
    term.prox(moved, 0.2);
    CHECK((moved - w).norm() < 1e-13);
    CHECK(w.norm() > 0.1);
    CHECK((w.array() == 0).any());
}
