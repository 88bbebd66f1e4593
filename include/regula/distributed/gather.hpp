// optional: needs an MPI library
#pragma once

#include <regula/distributed/session.hpp>

#include <limits>
#include <string>
#include <vector>

namespace regula::inline REGULA_ABI::mpi {

/// Sends any number of bytes from each rank to all ranks: element r holds those of rank r. All ranks of the
/// communicator call it. Throws std::invalid_argument, on all ranks, for more than 2^31 - 1 bytes in all.
inline std::vector<std::string> gather(const std::string& said, MPI_Comm communicator = MPI_COMM_WORLD) {
    rank_in(communicator);
    const auto ranks = static_cast<std::size_t>(ranks_in(communicator));
    const auto size = static_cast<long long>(said.size());
    std::vector<long long> sizes(ranks);
    require_success(MPI_Allgather(&size, 1, MPI_LONG_LONG, sizes.data(), 1, MPI_LONG_LONG, communicator),
                    "MPI_Allgather");

    std::vector<int> counts, offsets;
    long long total = 0;
    for (const long long count : sizes) {
        counts.push_back(static_cast<int>(count));
        offsets.push_back(static_cast<int>(total));
        total += count;
        require(total <= std::numeric_limits<int>::max(),
                "mpi::gather: the ranks may send 2^31 - 1 bytes in all, got more");
    }
    std::string all(static_cast<std::size_t>(total), '\0');
    require_success(MPI_Allgatherv(said.data(), static_cast<int>(size), MPI_BYTE, all.data(), counts.data(),
                                   offsets.data(), MPI_BYTE, communicator),
                    "MPI_Allgatherv");
    std::vector<std::string> found;
    for (std::size_t r = 0; r < ranks; ++r)
        found.push_back(
            all.substr(static_cast<std::size_t>(offsets[r]), static_cast<std::size_t>(counts[r])));
    return found;
}

}  // namespace regula::inline REGULA_ABI::mpi
