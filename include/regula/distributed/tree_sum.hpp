// optional: needs an MPI library
#pragma once

#include <regula/distributed/session.hpp>

#include <cstddef>
#include <limits>
#include <vector>

namespace regula::inline REGULA_ABI::mpi {

/// A summand: some terms, as doubles, and a long vector, in one block of memory that is sent as one message.
template <class Scalar>
class Addend {
public:
    Addend(Index terms, Index size)
        : terms_{terms},
          size_{size},
          bytes_(static_cast<std::size_t>(terms) * sizeof(double) +
                 static_cast<std::size_t>(size) * sizeof(Scalar)) {
        require(bytes_.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max()),
                "mpi::Addend: expected at most 2^31 - 1 bytes, got ", bytes_.size());
    }

    auto terms() { return Eigen::Map<Vector<double>>(reinterpret_cast<double*>(bytes_.data()), terms_); }
    auto vector() {
        std::byte* const first = bytes_.data() + static_cast<std::size_t>(terms_) * sizeof(double);
        return Eigen::Map<Vector<Scalar>>(reinterpret_cast<Scalar*>(first), size_);
    }
    std::byte* data() { return bytes_.data(); }
    int bytes() const { return static_cast<int>(bytes_.size()); }

private:
    Index terms_, size_;
    std::vector<std::byte> bytes_;
};

/// Sums addends that ranks compute, always in the same order: the sum has the same bits for any number of
/// ranks.
///
///     TreeSum<float> sum{communicator, 8, terms, size};
///     sum([&](Index leaf, Addend<float>& addend) { ... })      the sum, on all ranks
///
/// The addends are the leaves of a balanced binary tree. A rank computes a run of leaves. If the two sides of
/// a node belong to different ranks, the right one sends its sum to the left one. Rank 0 sends the total to
/// all. MPI_Allreduce is free to add in an order that depends on the number of ranks. A rank keeps one addend
/// for each level of the tree and allocates nothing after construction.
///
/// All ranks of the communicator call it. Throws std::invalid_argument unless leaves >= 1.
template <class Scalar>
class TreeSum {
public:
    TreeSum(MPI_Comm communicator, Index leaves, Index terms, Index size)
        : communicator_{communicator},
          rank_{rank_in(communicator)},
          ranks_{ranks_in(communicator)},
          leaves_{leaves} {
        require(leaves >= 1, "mpi::TreeSum: needs at least one leaf, got ", leaves);
        for (Index width = leaves; width > 1; width = (width + 1) / 2) sums_.emplace_back(terms, size);
        sums_.emplace_back(terms, size);
    }

    Addend<Scalar>& operator()(auto&& compute) {
        add_up(0, leaves_, 0, compute);
        require_success(MPI_Bcast(sums_[0].data(), sums_[0].bytes(), MPI_BYTE, 0, communicator_),
                        "MPI_Bcast");
        return sums_[0];
    }

    /// The rank that computes a leaf.
    int owner(Index leaf) const { return static_cast<int>(leaf * ranks_ / leaves_); }

private:
    /// Sums some leaves, on the rank of the first leaf, at this level.
    void add_up(Index first, Index count, std::size_t level, auto&& compute) {
        if (count == 1) {
            if (owner(first) == rank_) compute(first, sums_[level]);
            return;
        }
        const Index middle = first + (count + 1) / 2;
        add_up(first, middle - first, level, compute);
        add_up(middle, first + count - middle, level + 1, compute);

        const int left = owner(first), right = owner(middle);
        Addend<Scalar>&sum = sums_[level], &other = sums_[level + 1];
        if (rank_ == right && left != right)
            require_success(MPI_Send(other.data(), other.bytes(), MPI_BYTE, left, 0, communicator_),
                            "MPI_Send");
        if (rank_ != left) return;
        if (left != right)
            require_success(
                MPI_Recv(other.data(), other.bytes(), MPI_BYTE, right, 0, communicator_, MPI_STATUS_IGNORE),
                "MPI_Recv");
        sum.terms() += other.terms();
        sum.vector() += other.vector();
    }

    MPI_Comm communicator_;
    int rank_, ranks_;
    Index leaves_;
    std::vector<Addend<Scalar>> sums_;
};

}  // namespace regula::inline REGULA_ABI::mpi
