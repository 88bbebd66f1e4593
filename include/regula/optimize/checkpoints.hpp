// optional: needs nlohmann-json
#pragma once

#include <regula/core/policy.hpp>
#include <regula/optimize/checkpoint.hpp>

#include <cstdio>
#include <filesystem>
#include <string>

namespace regula::inline REGULA_ABI {

/// An observer that saves a run as it goes, to go on from if the program is killed:
///
///     State<float> state;
///     resume("run", net.parameters(), state);    // goes on where it was, if it was anywhere
///     fit(state, net, loss, train, &validation, sgd, Checkpoints{"run", net.parameters(), state, 5});
///
/// saves after each epoch whose number is a multiple of `every`, and after the last, whether all epochs are done or a
/// stopping policy ends the run; every_steps(1000, Checkpoints{...}) after every so many updates. It looks at the parameters and at
/// the state of the run, which must be those that the run is given. The directory holds last.safetensors and
/// previous.safetensors, the one before: at each moment one of them is whole. What a run from a checkpoint gives
/// has the bits of a run that was not interrupted. Of several processes, as in a job of MPI, one writes:
/// when(rank == 0, Checkpoints{...}). A run that diverges, or throws, leaves parameters and state as after its last good
/// epoch, which save(path, theta, state) saves. Throws FileError where it cannot write.
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
        std::error_code none;  // the first time there is no last one
        std::filesystem::rename(last(directory), previous(directory), none);
        save(last(directory), theta, state);
    }
};

template <class Scalar>
Checkpoints(std::string, const Parameters<Scalar>&, const State<Scalar>&, int) -> Checkpoints<Scalar>;
template <class Scalar>
Checkpoints(std::string, const Parameters<Scalar>&, const State<Scalar>&) -> Checkpoints<Scalar>;

static_assert(Observer<Checkpoints<double>>);

/// Loads the last checkpoint of a directory, or the one before if that one is missing or damaged, with a line on
/// standard error that says so; the damaged file becomes damaged.safetensors. Returns whether there was any; if
/// not, parameters and state stay. Throws FileError if there are some and none can be loaded.
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
