// optional: needs an MPI library
#pragma once

#include <regula/core/policy.hpp>
#include <regula/distributed/gather.hpp>

namespace regula::inline REGULA_ABI::mpi {

/// Checks that ranks training the same model have the same parameters: compares a checksum of their bits
/// before the first step and after each epoch. A policy of the run that never stops it; mpi::fit adds it.
///
/// Throws std::runtime_error, on all ranks, if parameters differ: because of different initial values, data
/// or policies on the ranks, or different rounding on their machines. All ranks take part at the same time.
struct Agreement {
    MPI_Comm communicator = MPI_COMM_WORLD;

    struct Watch {
        MPI_Comm communicator;

        bool should_stop(const auto& theta, const Record& record) const {
            require_same(theta, communicator, text("after epoch ", record.epoch));
            return false;
        }
        void finish(const auto&) const {}
        int best_epoch() const { return 0; }
    };

    Watch start(const auto& theta, const Record&) const {
        require_same(theta, communicator, "before the first step");
        return {communicator};
    }

private:
    static void require_same(const auto& theta, MPI_Comm communicator, const std::string& when) {
        const std::vector<std::string> sums = gather(checksum(theta), communicator);
        for (std::size_t r = 1; r < sums.size(); ++r)
            if (sums[r] != sums[0])
                throw std::runtime_error(
                    text("mpi::Agreement: the parameters of rank ", r, " are not those of rank 0, ", when));
    }

    static std::string checksum(const auto& theta) {
        if constexpr (requires { theta.vector(); }) {
            return checksum(theta.vector());
        } else {
            const std::string_view bytes{reinterpret_cast<const char*>(theta.data()),
                                         static_cast<std::size_t>(theta.size()) * sizeof(*theta.data())};
            std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
            for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
            return std::to_string(hash);
        }
    }
};

static_assert(Stopping<Agreement>);

}  // namespace regula::inline REGULA_ABI::mpi
