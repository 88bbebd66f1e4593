#pragma once

#include <regula/core/place.hpp>
#include <regula/core/random.hpp>

#include <stdexcept>
#include <utility>

namespace regula::inline REGULA_ABI::laws {

/// The arguments of a verb besides matrices.
struct Given {
    double step = 1;
    Key key{1};
};

/// A verb of a policy in one precision, as the laws use it. Its arguments are matrices of doubles, rounded to
/// that precision on entry. It changes the first one, may change the other, and returns a number if it
/// measures. The laws use nothing else of a policy, so each law is compiled once, not once for every policy
/// and precision.
class Verb {
public:
    using M = Matrix<double>;

    virtual ~Verb() = default;

    /// Whether it also acts on blocks and views.
    virtual bool acts_on_parts() const { return false; }
    /// Acts on a whole matrix.
    virtual double act(M& m, M& other, const Given& given) const = 0;
    /// Acts on a block of another matrix, which begins at (2, 1) and ends one row and one column before the
    /// last.
    virtual void act_on_block(M& around, M& other, const Given& given) const = 0;
    /// Acts on a view of one block of parameters.
    virtual void act_on_view(Vector<double>& theta, const Block& block, M& other,
                             const Given& given) const = 0;

    /// Its result for a matrix.
    M operator()(M m, const Given& given = {}, M other = {}) const {
        act(m, other, given);
        return m;
    }

    /// Its measurement of a matrix.
    double measure(M m) const {
        M none;
        return act(m, none, {});
    }
};

/// The same, with the matrices in the precision of the verb.
template <class Scalar>
class VerbIn : public Verb {
public:
    using Whole = Matrix<Scalar>;
    using Part = Eigen::Block<Whole>;
    using View = Eigen::Map<Whole>;

    double act(M& m, M& other, const Given& given) const final {
        Whole x = m.cast<Scalar>(), y = other.cast<Scalar>();
        const double measured = on(x, y, given);
        m = x.template cast<double>();
        other = y.template cast<double>();
        return measured;
    }
    void act_on_block(M& around, M& other, const Given& given) const final {
        Whole all = around.cast<Scalar>(), y = other.cast<Scalar>();
        Part part = all.block(2, 1, all.rows() - 3, all.cols() - 2);
        on(part, y, given);
        around = all.template cast<double>();
    }
    void act_on_view(Vector<double>& theta, const Block& block, M& other, const Given& given) const final {
        Whole all = theta.cast<Scalar>(), y = other.cast<Scalar>();
        View view{all.data() + block.offset, block.rows, block.cols};
        on(view, y, given);
        theta = all.template cast<double>();
    }

protected:
    virtual double on(Whole& m, Whole& other, const Given& given) const = 0;
    virtual void on(Part&, Whole&, const Given&) const { refuse(); }
    virtual void on(View&, Whole&, const Given&) const { refuse(); }

private:
    [[noreturn]] static void refuse() { throw std::logic_error("regula: a verb of whole matrices"); }
};

/// A verb that a run calls on whole matrices only:
///
///     function(Matrix<Scalar>& m, Matrix<Scalar>& other, given)
template <class Scalar, class Function>
class VerbOfMatrices : public VerbIn<Scalar> {
public:
    using Whole = Matrix<Scalar>;

    explicit VerbOfMatrices(Function function) : function_{std::move(function)} {}

protected:
    Function function_;

    using VerbIn<Scalar>::on;
    double on(Whole& m, Whole& other, const Given& given) const final {
        if constexpr (std::is_void_v<decltype(function_(m, other, given))>)
            return function_(m, other, given), 0.0;
        else
            return static_cast<double>(function_(m, other, given));
    }
};

/// A verb that a run calls on matrices, blocks and views:
///
///     function(auto& m, Matrix<double>& other, given)
template <class Function>
class VerbOfAll final : public VerbOfMatrices<double, Function> {
public:
    using VerbOfMatrices<double, Function>::VerbOfMatrices;
    using Whole = VerbIn<double>::Whole;
    using Part = VerbIn<double>::Part;
    using View = VerbIn<double>::View;

    bool acts_on_parts() const override { return true; }

protected:
    using VerbOfMatrices<double, Function>::on;
    void on(Part& m, Whole& other, const Given& given) const final { this->function_(m, other, given); }
    void on(View& m, Whole& other, const Given& given) const final { this->function_(m, other, given); }
};

template <class Scalar, class Function>
VerbOfMatrices<Scalar, Function> of_matrices(Function function) {
    return VerbOfMatrices<Scalar, Function>{std::move(function)};
}
/// In float it acts on whole matrices only: the law of blocks and views does not depend on the precision, and
/// a second instantiation costs compile time.
template <class Scalar, class Function>
auto of_all(Function function) {
    if constexpr (std::is_same_v<Scalar, double>)
        return VerbOfAll<Function>{std::move(function)};
    else
        return of_matrices<Scalar>(std::move(function));
}

}  // namespace regula::inline REGULA_ABI::laws
