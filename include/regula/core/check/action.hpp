#pragma once

#include <regula/core/check/findings.hpp>
#include <regula/core/parameters.hpp>
#include <regula/core/random.hpp>

#include <functional>
#include <limits>

namespace regula::inline REGULA_ABI::laws {

/// A verb that changes a matrix, on each kind of matrix that it meets: a whole one, a block of another, a
/// view of parameters. The laws are asked of this, so that the compiler meets each law once and not once for
/// every policy.
template <class Scalar>
class Action {
public:
    using M = Matrix<Scalar>;
    using Part = Eigen::Block<M>;
    using View = Eigen::Map<M>;

    /// Of a function (const Block&, auto& m).
    explicit Action(auto act) : whole_{act}, part_{act}, view_{std::move(act)} {}

    void operator()(const Block& block, M& m) const { whole_(block, m); }
    void operator()(const Block& block, Part& m) const { part_(block, m); }
    void operator()(const Block& block, View& m) const { view_(block, m); }

private:
    std::function<void(const Block&, M&)> whole_;
    std::function<void(const Block&, Part&)> part_;
    std::function<void(const Block&, View&)> view_;
};

/// Where the laws are asked: the shape of the matrices, points of that shape, and what was found.
template <class Scalar>
struct Bench {
    using M = Matrix<Scalar>;

    Index rows, cols;
    Findings& findings;

    /// A random point, the same for the same stream in float and double.
    M draw(std::uint64_t stream, double scale = 1) const {
        Matrix<double> m(rows, cols);
        fill_normal(Key{7}[stream], m);
        return (scale * (m.array() + 0.2)).template cast<Scalar>();
    }

    /// 64 samples for a place, in that of the targets one-hot columns. The first two are alike.
    M samples(Role role) const {
        M x = M::Zero(rows, 64);
        if (role == Role::target)
            for (Index j = 0; j < x.cols(); ++j) x(j * j % rows, j) = 1;
        else
            fill_normal(Key{9}, x);
        x.col(1) = x.col(0);
        return x;
    }

    static M with_nan(M m) {
        m(1, 1) = std::numeric_limits<Scalar>::quiet_NaN();
        return m;
    }

    /// What a verb makes of a matrix. On a block in the middle of another matrix it must do the same, and
    /// nothing beside.
    M acted(const M& m, const Action<Scalar>& act) const {
        M result = m, around = M::Ones(m.rows() + 3, m.cols() + 2);
        act({.name = "block"}, result);
        auto inside = around.block(2, 1, m.rows(), m.cols());
        inside = m;
        act({.name = "block"}, inside);
        findings.same<Scalar>(inside, result, "a verb does the same on a block of a matrix as on a matrix");
        inside.setOnes();
        findings.hold((around.array() == 1).all(), "a verb changes nothing but what it is given");
        return result;
    }

    /// The same of a verb for weights, which on those of a run must do to each block what it does to a
    /// matrix, and nothing to biases.
    M acted_on_weights(const M& m, const Action<Scalar>& act) const {
        const M result = acted(m, act);
        Parameters<Scalar> theta{{{.role = Role::weight, .name = "0", .rows = m.rows(), .cols = m.cols()},
                                  {.role = Role::bias, .name = "bias", .rows = m.cols(), .cols = 1},
                                  {.layer = 1, .name = "1", .rows = m.rows(), .cols = m.cols()}}};
        theta["0"] = m;
        theta["bias"].setOnes();
        M other = theta["1"] = Scalar(3) * m;
        act(theta.blocks()[2], other);
        for (const Block& block : theta.blocks()) {
            auto w = theta[block];
            act(block, w);
        }
        findings.hold((theta["bias"].array() == 1).all(), "biases stay as they are");
        findings.same<Scalar>(theta["0"], result, "a verb takes each block by itself");
        findings.same<Scalar>(theta["1"], other, "a verb takes each block by itself");
        return result;
    }
};

/// Calls act(slot, m) with the role of a block of parameters in the type of its slot, as a run does.
void in_its_role(const Block& block, auto& m, const auto& act) {
    if (block.role == Role::weight)
        act(Slot<Role::weight>{block}, m);
    else
        act(Slot<Role::bias>{block}, m);
}

}  // namespace regula::inline REGULA_ABI::laws
