// optional: needs an MPI library
#pragma once

#include <regula/core/error.hpp>

#include <mpi.h>

#include <cstdlib>
#include <exception>
#include <iostream>
#include <type_traits>

namespace regula::inline REGULA_ABI::mpi {

/// Throws std::runtime_error with MPI's error message unless an MPI call succeeded:
///
///     require_success(MPI_Barrier(communicator), "MPI_Barrier");
inline void require_success(int code, const char* call) {
    if (code == MPI_SUCCESS) return;
    char why[MPI_MAX_ERROR_STRING];
    int length = 0;
    MPI_Error_string(code, why, &length);
    throw std::runtime_error(text(call, " failed: ", std::string(why, static_cast<std::size_t>(length))));
}

/// The number of this rank in a communicator, and the number of ranks there. Throws std::invalid_argument if
/// MPI is not running.
inline int rank_in(MPI_Comm communicator) {
    int begun = 0, ended = 0, rank = 0;
    MPI_Initialized(&begun);
    MPI_Finalized(&ended);
    require(begun != 0 && ended == 0, "mpi: MPI is not running; main begins with 'mpi::Session session;'");
    require_success(MPI_Comm_rank(communicator, &rank), "MPI_Comm_rank");
    return rank;
}
inline int ranks_in(MPI_Comm communicator) {
    int size = 0;
    require_success(MPI_Comm_size(communicator, &size), "MPI_Comm_size");
    return size;
}

/// Prints the reason and this rank's number on stderr, and ends all ranks of the job. mpirun then exits with
/// the code.
[[noreturn]] inline void end_job(const std::string& why, int code = 1) {
    std::cerr << text("rank ", rank_in(MPI_COMM_WORLD), " of ", ranks_in(MPI_COMM_WORLD), ": ", why, '\n')
              << std::flush;
    MPI_Abort(MPI_COMM_WORLD, code);
    std::_Exit(code);
}

/// Runs MPI for the lifetime of this object:
///
///     int main() {
///         const mpi::Session session;
///         return session.run([] { ... });
///     }
///
/// A failed rank would leave the others waiting for it. So run ends the whole job with a message if its
/// function throws or returns a nonzero code. If an exception leaves the session outside run, the destructor
/// does the same, but cannot name the exception. An MPI that was already running, started by the user's
/// program, is left running.
///
/// Throws std::runtime_error if MPI does not allow threads besides the one that calls it.
class Session {
public:
    Session() {
        int begun = 0, threads = MPI_THREAD_SINGLE;
        MPI_Initialized(&begun);
        owns_ = begun == 0;
        if (owns_)
            require_success(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &threads),
                            "MPI_Init_thread");
        else
            MPI_Query_thread(&threads);
        if (threads < MPI_THREAD_FUNNELED) throw std::runtime_error("mpi: this MPI allows no threads");
        if (owns_) MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);  // for require_success
    }
    ~Session() {
        if (std::uncaught_exceptions() > exceptions_) end_job("an exception left the mpi::Session");
        if (owns_) MPI_Finalize();
    }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Calls `body`, a function that returns an exit code or nothing. Returns 0 or does not return.
    int run(const auto& body) const {
        try {
            if constexpr (std::is_void_v<decltype(body())>) {
                body();
            } else if (const int code = body(); code != 0) {
                end_job(text("ends with code ", code), code);
            }
        } catch (const std::exception& exception) {
            end_job(exception.what());
        } catch (...) {
            end_job("an exception that is no std::exception");
        }
        return 0;
    }

private:
    bool owns_ = false;
    int exceptions_ = std::uncaught_exceptions();
};

}  // namespace regula::inline REGULA_ABI::mpi
