#pragma once

#include <regula/core/numeric/norm.hpp>
#include <regula/core/sum.hpp>
#include <regula/linear/columns.hpp>
#include <regula/penalty/elastic_net.hpp>
#include <regula/penalty/group_lasso_over.hpp>
#include <regula/penalty/l21.hpp>
#include <regula/penalty/sparse_group_lasso.hpp>

#include <cmath>
#include <vector>

namespace regula::inline REGULA_ABI {

/// A penalty of disjoint groups of the entries of a matrix, in coefficients:
///
///     sum_k n_k |w_k|  +  b |w|_1  +  c/2 |w|^2         w_k the entries of group k, those in none have n = 0
struct GroupTerms {
    std::vector<std::vector<Index>> groups = {};  ///< entries (i, j) as i + rows * j
    std::vector<double> norms = {};               ///< n_k
    double l1 = 0, l2 = 0;                        ///< b, c
};

/// The terms of `count` groups of the same norm: entry k is in the group number(k).
template <class Number>
GroupTerms equal_terms(Index count, Index entries, double norm, const Number& number) {
    const auto size = static_cast<std::size_t>(count);
    GroupTerms terms{.groups = std::vector<std::vector<Index>>(size),
                     .norms = std::vector<double>(size, norm)};
    for (Index k = 0; k < entries; ++k) terms.groups[static_cast<std::size_t>(number(k))].push_back(k);
    return terms;
}

/// The groups of a penalty, `of(penalty, rows, cols)`, for a matrix of this shape. A specialization makes a
/// penalty of groups one that the solvers of linear models take.
template <class P>
struct Grouped {
    static constexpr bool known = false;
};

/// A penalty of groups that the solvers of linear models take: GroupLasso, GroupLassoOver, SparseGroupLasso,
/// L21, and the sum of one of these with L1, L2 or ElasticNet.
template <class P>
concept GroupPenalty = Penalty<P> && Grouped<P>::known;

/// A penalty that paths of linear models take.
template <class P>
concept PathPenalty = ElementwiseProx<P> || GroupPenalty<P>;

template <>
struct Grouped<L21> {
    static constexpr bool known = true;
    template <class = OnUse>
    static GroupTerms of(const L21& penalty, Index rows, Index cols) {
        return equal_terms(rows, rows * cols, penalty.strength, [rows](Index k) { return k % rows; });
    }
};

template <>
struct Grouped<GroupLasso> {
    static constexpr bool known = true;
    template <class = OnUse>
    static GroupTerms of(const GroupLasso& penalty, Index rows, Index cols) {
        const double factor = penalty.scale_by_size ? std::sqrt(static_cast<double>(rows)) : 1.0;
        return equal_terms(cols, rows * cols, factor * penalty.strength,
                           [rows](Index k) { return k / rows; });
    }
};

template <>
struct Grouped<SparseGroupLasso> {
    static constexpr bool known = true;
    template <class = OnUse>
    static GroupTerms of(const SparseGroupLasso& penalty, Index rows, Index cols) {
        GroupTerms terms = Grouped<GroupLasso>::of(penalty.groups(), rows, cols);
        terms.l1 = penalty.l1().strength;
        return terms;
    }
};

template <>
struct Grouped<GroupLassoOver> {
    static constexpr bool known = true;
    template <class = OnUse>
    static GroupTerms of(const GroupLassoOver& penalty, Index rows, Index cols) {
        const Partition& all = penalty.groups;
        require(all.rows == rows && all.cols == cols, "GroupLassoOver: the groups are those of ", all.rows,
                " x ", all.cols, " entries, the weights of the model are ", rows, " x ", cols);
        GroupTerms terms{.groups = all.groups};
        for (const auto& group : all.groups) {
            const double size = penalty.scale_by_size ? static_cast<double>(group.size()) : 1.0;
            terms.norms.push_back(std::sqrt(size) * penalty.strength);
        }
        return terms;
    }
};

/// A sum of a penalty of groups and one of single weights, in either order.
template <class A, class B>
requires(Grouped<A>::known != Grouped<B>::known) struct Grouped<Sum<A, B>> {
    using Single = std::conditional_t<Grouped<A>::known, B, A>;
    static constexpr bool known =
        std::same_as<Single, L1> || std::same_as<Single, L2> || std::same_as<Single, ElasticNet>;
    static GroupTerms of(const Sum<A, B>& sum, Index rows, Index cols) requires known {
        if constexpr (Grouped<A>::known)
            return with(Grouped<A>::of(sum.a, rows, cols), sum.b);
        else
            return with(Grouped<B>::of(sum.b, rows, cols), sum.a);
    }

private:
    static GroupTerms with(GroupTerms terms, const L1& penalty) {
        terms.l1 += penalty.strength;
        return terms;
    }
    static GroupTerms with(GroupTerms terms, const L2& penalty) {
        terms.l2 += penalty.strength;
        return terms;
    }
    static GroupTerms with(const GroupTerms& terms, const ElasticNet& penalty) {
        return with(with(terms, penalty.l1()), penalty.l2());
    }
};

/// The penalty of one group, a vector:
///
///     value        n |w| + b |w|_1 + c/2 |w|^2
///     prox         T(S(w, t b), t n) / (1 + t c)          S the soft threshold, T the one of the norm
///     excess       max(|S(y, b)| - n, 0):   the distance of y from where the conjugate is 0
///     conjugate    excess^2 / (2 c),        for c = 0 infinite unless the excess is 0
struct GroupTerm {
    double norm = 0, l1 = 0, l2 = 0;

    /// Whether the weights are not penalised.
    bool free() const { return norm == 0 && l1 == 0 && l2 == 0; }

    double value(const auto& w) const {
        double sum = norm * safe_norm(w) + l2 / 2 * w.squaredNorm();
        for (Index i = 0; l1 > 0 && i < w.size(); ++i) sum += l1 * std::abs(w[i]);
        return sum;
    }
    /// value(w + d) - value(w), without a difference of values.
    double change(const auto& w, const auto& d) const {
        const double cross = w.dot(d), square = d.squaredNorm(), sizes = safe_norm(w) + safe_norm(w + d);
        double sum = l2 * (cross + square / 2);
        if (sizes > 0) sum += norm * (2 * cross + square) / sizes;
        for (Index i = 0; l1 > 0 && i < w.size(); ++i)
            sum += l1 * (w[i] * (w[i] + d[i]) > 0 ? (w[i] > 0 ? d[i] : -d[i])
                                                  : std::abs(w[i] + d[i]) - std::abs(w[i]));
        return sum;
    }
    void prox(auto& w, double step) const {
        w = beyond(w, step * l1);
        L2Norm{norm}.prox(w, step);
        if (l2 > 0) w = w / (1 + step * l2);
    }
    double excess(const auto& y) const { return std::max(safe_norm(beyond(y, l1)) - norm, 0.0); }

    /// S(y, t)
    static Vector<double> beyond(const auto& y, double t) {
        Vector<double> rest = y;
        for (Index i = 0; t > 0 && i < rest.size(); ++i) rest[i] -= std::min(std::max(rest[i], -t), t);
        return rest;
    }
    /// The largest factor in [0, 1] with which y has no excess.
    double share_within(const auto& y) const {
        if (excess(y) == 0) return 1;
        double low = 0, high = 1;
        for (double middle = 0.5; low < middle && middle < high; middle = low + (high - low) / 2)
            (excess(middle * y) == 0 ? low : high) = middle;
        return low;
    }
};

/// A penalty of groups on a matrix of weights, features x outputs, group by group. Features without variation
/// are left out, as they are of the model. Entries in no group make one without a norm; if single weights are
/// penalised by size, one each.
class Groupwise {
public:
    static constexpr bool has_conjugate = true;

    struct Group {
        std::vector<Index> entries;  ///< (i, j) as i + features * j
        GroupTerm term;
        double square = 0;  ///< the largest mean square of its features
    };

    template <class = OnUse>
    Groupwise(const GroupTerms& terms, const Columns& columns, Index width) : features_{columns.features()} {
        std::vector<bool> held(static_cast<std::size_t>(features_ * width));
        for (std::size_t k = 0; k < terms.groups.size(); ++k) {
            for (const Index entry : terms.groups[k]) held[static_cast<std::size_t>(entry)] = true;
            add(terms.groups[k], {terms.norms[k], terms.l1, terms.l2}, columns);
        }
        std::vector<Index> rest;
        for (Index entry = 0; entry < features_ * width; ++entry)
            if (!held[static_cast<std::size_t>(entry)]) rest.push_back(entry);
        if (terms.l1 == 0)
            add(rest, {0, 0, terms.l2}, columns);
        else
            for (const Index entry : rest) add({entry}, {0, terms.l1, terms.l2}, columns);
    }

    const std::vector<Group>& groups() const { return groups_; }
    Index feature(Index entry) const { return entry % features_; }

    /// The number of parts that enter a working set as a whole: groups.
    Index parts(const Columns&) const { return static_cast<Index>(groups_.size()); }

    /// Whether all features of group k are in a working set.
    bool within(Index k, const auto& set) const {
        for (const Index entry : groups_[static_cast<std::size_t>(k)].entries)
            if (!set.contains(feature(entry))) return false;
        return true;
    }

    /// The features of some groups that are not in a working set, in ascending order.
    std::vector<Index> features(const std::vector<Index>& which, const auto& set) const {
        std::vector<bool> wanted(static_cast<std::size_t>(features_));
        for (const Index k : which)
            for (const Index entry : groups_[static_cast<std::size_t>(k)].entries)
                if (!set.contains(feature(entry))) wanted[static_cast<std::size_t>(feature(entry))] = true;
        std::vector<Index> found;
        for (Index j = 0; j < features_; ++j)
            if (wanted[static_cast<std::size_t>(j)]) found.push_back(j);
        return found;
    }

    /// Whether another penalty has the same groups.
    template <class = OnUse>
    bool same_groups(const Groupwise& other) const {
        if (groups_.size() != other.groups_.size()) return false;
        for (std::size_t k = 0; k < groups_.size(); ++k)
            if (groups_[k].entries != other.groups_[k].entries) return false;
        return true;
    }

    /// The entries of a group in a matrix of weights, as a vector.
    template <class = OnUse>
    static Vector<double> part(const Matrix<double>& w, const Group& group) {
        Vector<double> v(static_cast<Index>(group.entries.size()));
        double* to = v.data();
        for (const Index entry : group.entries) *to++ = w.data()[entry];
        return v;
    }

private:
    template <class = OnUse>
    void add(const std::vector<Index>& entries, const GroupTerm& term, const Columns& columns) {
        Group group{{}, term};
        for (const Index entry : entries) {
            const double square = columns.mean_square()[feature(entry)];
            if (!(square > 0)) continue;
            group.entries.push_back(entry);
            group.square = std::max(group.square, square);
        }
        if (!group.entries.empty()) groups_.push_back(std::move(group));
    }

    Index features_;
    std::vector<Group> groups_;
};

}  // namespace regula::inline REGULA_ABI
