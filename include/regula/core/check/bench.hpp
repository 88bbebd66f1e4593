#pragma once

#include <regula/core/check/findings.hpp>
#include <regula/core/check/verb.hpp>
#include <regula/core/parameters.hpp>

#include <limits>

namespace regula::inline REGULA_ABI::laws {

/// The bench for checks: the shape of the matrices, points of that shape in the precision of the verbs, and
/// the findings. The functions that check laws are templates over it, so a program compiles only the laws of
/// the kinds that it checks.
struct Bench {
    using M = Matrix<double>;

    Index rows, cols;
    double rounding;  ///< of the precision of the verbs, float or double
    Findings& findings;

    /// A matrix rounded to the precision of the verbs.
    M rounded(const M& m) const {
        return rounding == laws::rounding<float> ? M{m.cast<float>().cast<double>()} : m;
    }

    /// Draws from N(0, 1), equal to those of fill_normal but made one by one: compiling the vector code of
    /// fill_normal would dominate the compile time of a small program.
    static M normals(Key key, Index rows, Index cols) {
        M m(rows, cols);
        for (Index j = 0; j < cols; ++j)
            for (Index i = 0; i < rows; ++i) {
                const auto four = key.words(static_cast<std::uint32_t>(i / 4), static_cast<std::uint64_t>(j));
                const auto pair = static_cast<std::size_t>(i % 4 / 2 * 2);
                m(i, j) = Key::normals(four[pair], four[pair + 1])[static_cast<std::size_t>(i % 2)];
            }
        return m;
    }

    /// A random point, the same for the same stream in float and double.
    M draw(std::uint64_t stream, double scale = 1) const {
        return rounded(scale * (normals(Key{7}[stream], rows, cols).array() + 0.2).matrix());
    }

    /// 64 samples for a place; one-hot columns for targets. The first two samples are equal.
    M samples(Role role) const {
        M x = role == Role::target ? M{M::Zero(rows, 64)} : normals(Key{9}, rows, 64);
        if (role == Role::target)
            for (Index j = 0; j < x.cols(); ++j) x(j * j % rows, j) = 1;
        x.col(1) = x.col(0);
        return rounded(x);
    }

    static M with_nan(M m) {
        m(1, 1) = std::numeric_limits<double>::quiet_NaN();
        return m;
    }

    /// Records the law that two matrices are equal up to rounding.
    void same(const M& got, const M& expected, std::string_view law) const {
        findings.same(got, expected, law, rounding);
    }

    /// The result of a verb for a matrix. A verb that acts on parts must do the same on a block in the middle
    /// of another matrix, and change nothing beside the block.
    M acted(const M& m, const Verb& verb, const Given& given = {}, M other = {}) const {
        const M result = verb(m, given, other);
        if (!verb.acts_on_parts()) return result;
        M around = M::Ones(m.rows() + 3, m.cols() + 2);
        around.block(2, 1, m.rows(), m.cols()) = m;
        verb.act_on_block(around, other, given);
        same(around.block(2, 1, m.rows(), m.cols()), result,
             "a verb does the same on a block of a matrix as on a matrix");
        around.block(2, 1, m.rows(), m.cols()).setOnes();
        findings.hold((around.array() == 1).all(), "a verb changes nothing but what it is given");
        return result;
    }

    /// The same for a verb on weights. On views of parameters it must do to each block what it does to a
    /// matrix, and change nothing in the biases between them.
    M acted_on_weights(const M& m, const Verb& verb, const Given& given = {}, M other = {}) const {
        const M result = acted(m, verb, given, other), more = rounded(3 * m);
        if (!verb.acts_on_parts()) return result;
        Parameters<double> theta{{{.role = Role::weight, .name = "0", .rows = m.rows(), .cols = m.cols()},
                                  {.role = Role::bias, .name = "bias", .rows = m.cols(), .cols = 1},
                                  {.layer = 1, .name = "1", .rows = m.rows(), .cols = m.cols()}}};
        theta["0"] = m;
        theta["bias"].setOnes();
        theta["1"] = more;
        for (const Block& block : theta.blocks())
            if (block.role == Role::weight) verb.act_on_view(theta.vector(), block, other, given);
        findings.hold((theta["bias"].array() == 1).all(), "biases stay as they are");
        same(theta["0"], result, "a verb takes each block by itself");
        same(theta["1"], verb(more, given, other), "a verb takes each block by itself");
        return result;
    }
};

}  // namespace regula::inline REGULA_ABI::laws
