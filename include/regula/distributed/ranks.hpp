// optional: needs an MPI library
#pragma once

#include <regula/core/parallel/threads.hpp>
#include <regula/distributed/gather.hpp>

#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

namespace regula::inline REGULA_ABI::mpi {

/// Converts a result (a number, or a Vector of numbers) to bytes and back.
template <class Result>
struct Bytes {
    static_assert(std::is_arithmetic_v<Result>,
                  "regula: what mpi::Ranks maps returns a number, or a Vector of numbers");

    static std::string of(const Result& number) {
        return {reinterpret_cast<const char*>(&number), sizeof number};
    }
    static Result read(const std::string& bytes) {
        Result number{};
        std::memcpy(&number, bytes.data(), sizeof number);
        return number;
    }
};
template <class Scalar>
struct Bytes<Vector<Scalar>> {
    static std::string of(const Vector<Scalar>& numbers) {
        return {reinterpret_cast<const char*>(numbers.data()),
                static_cast<std::size_t>(numbers.size()) * sizeof(Scalar)};
    }
    static Vector<Scalar> read(const std::string& bytes) {
        Vector<Scalar> numbers(static_cast<Index>(bytes.size() / sizeof(Scalar)));
        if (!bytes.empty()) std::memcpy(numbers.data(), bytes.data(), bytes.size());
        return numbers;
    }
};

/// An executor that runs tasks on the ranks of an MPI job:
///
///     cross_validate(data, folds, n, score, mpi::Ranks{.threads = 2})
///
/// All ranks call map, and all get all results, with the same bits as from Threads. Task i runs on rank i
/// modulo the number of ranks. So ranks need no communication while they work, and if tasks get cheaper with
/// i, as along a path, each rank has some of both kinds. Within a rank, tasks go to `threads` threads.
///
/// If tasks have thrown, map throws std::runtime_error on all ranks when all tasks are done, with the message
/// of the first of them. Throws std::invalid_argument if ranks pass different numbers of tasks, and if MPI is
/// not running.
struct Ranks {
    MPI_Comm communicator = MPI_COMM_WORLD;
    int threads = 1;

    int rank() const { return rank_in(communicator); }
    int size() const { return ranks_in(communicator); }

    template <class Task>
    auto map(Index tasks, const Task& task) const {
        using Result = std::remove_cvref_t<std::invoke_result_t<const Task&, Index>>;
        struct Outcome {
            std::string bytes;
            char threw;
        };
        const Index first = rank(), step = size();
        const Index own = (tasks - first + step - 1) / step;
        const auto run = [&](Index k) {
            try {
                return Outcome{Bytes<Result>::of(task(first + k * step)), false};
            } catch (const std::exception& exception) {
                return Outcome{exception.what(), true};
            } catch (...) {
                return Outcome{"an exception that is no std::exception", true};
            }
        };
        std::vector<Outcome> outcomes;
        try {
            outcomes = Threads{threads}.map(own, run);
        } catch (const std::runtime_error& no_threads) {  // the other ranks wait for this one
            outcomes.assign(static_cast<std::size_t>(own), {no_threads.what(), true});
        }

        // The message of a rank: its number of tasks; then for each task that it ran: whether it threw, a
        // size, the bytes.
        std::string said = Bytes<Index>::of(tasks);
        for (const Outcome& outcome : outcomes)
            said +=
                outcome.threw + Bytes<Index>::of(static_cast<Index>(outcome.bytes.size())) + outcome.bytes;
        const std::vector<std::string> all = gather(said, communicator);
        for (std::size_t r = 1; r < all.size(); ++r) {
            const Index there = Bytes<Index>::read(all[r]), here = Bytes<Index>::read(all[0]);
            require(there == here, "mpi::Ranks: all ranks must ask for the same tasks, got ", here,
                    " of rank 0 and ", there, " of rank ", r);
        }

        std::vector<std::size_t> read(all.size(), sizeof(Index));
        std::vector<Result> results;
        results.reserve(static_cast<std::size_t>(tasks));
        for (Index i = 0; i < tasks; ++i) {
            const auto r = static_cast<std::size_t>(i % step);
            const bool threw = all[r][read[r]] != 0;
            const auto size =
                static_cast<std::size_t>(Bytes<Index>::read(all[r].substr(read[r] + 1, sizeof(Index))));
            const std::string bytes = all[r].substr(read[r] + 1 + sizeof(Index), size);
            if (threw) throw std::runtime_error(text("task ", i, ", on rank ", r, ": ", bytes));
            results.push_back(Bytes<Result>::read(bytes));
            read[r] += 1 + sizeof(Index) + size;
        }
        return results;
    }
};

static_assert(Executor<Ranks>);

}  // namespace regula::inline REGULA_ABI::mpi
