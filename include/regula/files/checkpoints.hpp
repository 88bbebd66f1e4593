// optional: needs nlohmann-json
#pragma once

#include <regula/core/policy.hpp>
#include <regula/files/checkpoint.hpp>

#include <cstdio>
#include <filesystem>
#include <string>

namespace regula::inline REGULA_ABI {

/// An observer that saves a run at intervals, so that it can be resumed if the program is killed:
///
///     State<float> state;
///     resume("run", net.parameters(), state);    // goes on where it was, if it was anywhere
///     fit(state, net, loss, train, &validation, sgd, Checkpoints{"run", net.parameters(), state, 5});
///
/// It saves after each epoch whose number is a multiple of `every`, and after the last epoch, also if a
/// stopping policy ends the run. every_steps(1000, Checkpoints{...}) saves after every so many updates. It
/// reads the parameters and the state; they must be those given to the run. The directory holds
/// last.safetensors and the one before it, previous.safetensors: at each moment one of them is whole. A run
/// resumed from a checkpoint has the same bits as an uninterrupted run. If there are several processes, as in
/// an MPI job, let one write: when(rank == 0, Checkpoints{...}). A run that diverges or throws leaves
/// parameters and state as after its last good epoch; save(path, theta, state) saves them. Throws FileError
/// if it cannot write.
template <class Scalar>
struct Checkpoints {
    std::string directory;
    const Parameters<Scalar>& theta;
    const State<Scalar>& state;
    int every = 1;

    void check() const { require(every >= 1, "Checkpoints: every must be >= 1, got ", every); }

    auto watch(int) const {
        std::error_code error;
        std::filesystem::create_directories(directory, error);
        if (error)
            throw FileError(
                text("Checkpoints: cannot make the directory '", directory, "': ", error.message()));
        return [*this](const Record& record) {
            if (record.epoch % every == 0 || record.last || record.within) write();
        };
    }

    static std::string last(const std::string& directory) { return directory + "/last.safetensors"; }
    static std::string previous(const std::string& directory) { return directory + "/previous.safetensors"; }

private:
    void write() const {
        std::error_code none;  // at the first save there is no last one
        std::filesystem::rename(last(directory), previous(directory), none);
        save(last(directory), theta, state);
    }
};

template <class Scalar>
Checkpoints(std::string, const Parameters<Scalar>&, const State<Scalar>&, int) -> Checkpoints<Scalar>;
template <class Scalar>
Checkpoints(std::string, const Parameters<Scalar>&, const State<Scalar>&) -> Checkpoints<Scalar>;

static_assert(Observer<Checkpoints<double>>);

/// Loads the last checkpoint of a directory. If it is missing or damaged, loads the one before and prints a
/// line on standard error; the damaged file becomes damaged.safetensors. Returns whether there was a
/// checkpoint; if not, parameters and state are unchanged. Throws FileError if there are checkpoints and none
/// can be loaded.
template <class Scalar>
bool resume(const std::string& directory, Parameters<Scalar>& theta, State<Scalar>& state) {
    const std::string last = Checkpoints<Scalar>::last(directory);
    const std::string previous = Checkpoints<Scalar>::previous(directory);
    const auto exists = [](const std::string& path) {
        std::error_code error;
        const bool found = std::filesystem::exists(path, error);
        if (error) throw FileError(text("resume: cannot look for '", path, "': ", error.message()));
        return found;
    };
    const bool has_previous = exists(previous);
    if (!exists(last) && !has_previous) return false;
    try {
        load(last, theta, state);
    } catch (const FileError& error) {
        if (!has_previous) throw;
        load(previous, theta, state);
        std::fprintf(stderr, "%s; the run goes on from epoch %d, in '%s'\n", error.what(), state.epochs,
                     previous.c_str());
        std::error_code none;  // it may be missing
        std::filesystem::rename(last, directory + "/damaged.safetensors", none);
    }
    return true;
}

}  // namespace regula::inline REGULA_ABI
