#pragma once

#include <regula/core/parallel/workers.hpp>

#include <algorithm>
#include <concepts>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace regula::inline REGULA_ABI {

/// Runs independent tasks: the folds of a cross-validation, the members of an ensemble.
///
///     map(count, task)    returns task(0) ... task(count - 1), in this order, as a std::vector
///
/// A task returns a number or a Vector of numbers. It depends only on its own number, so results are the same
/// wherever tasks run.
template <class E>
concept Executor = requires(const E& executor) {
    {
        executor.map(Index{1}, [](Index) { return 0.0; })
        } -> std::same_as<std::vector<double>>;
};

/// Runs tasks on threads of this machine:     cross_validate(data, folds, n, score, Threads{4})
///
/// map waits for all tasks, and then rethrows the exception of the first task that threw, if any. It starts
/// no more threads than there are tasks. Throws std::invalid_argument unless count >= 1 and tasks >= 0, and
/// std::runtime_error if the system gives fewer threads.
struct Threads {
    int count = 1;

    template <class Task>
    auto map(Index tasks, const Task& task) const {
        require(count >= 1, "Threads: count must be >= 1, got ", count);
        require(tasks >= 0, "Threads: tasks must be >= 0, got ", tasks);
        using Result = std::remove_cvref_t<std::invoke_result_t<const Task&, Index>>;
        std::vector<std::optional<Result>> found(static_cast<std::size_t>(tasks));
        std::vector<std::exception_ptr> thrown(found.size());
        Workers{static_cast<int>(std::clamp<Index>(tasks, 1, count))}.each(tasks, [&](Index i) {
            const auto place = static_cast<std::size_t>(i);
            try {
                found[place].emplace(task(i));
            } catch (...) {
                thrown[place] = std::current_exception();
            }
        });
        for (const auto& exception : thrown)
            if (exception) std::rethrow_exception(exception);
        std::vector<Result> results;
        results.reserve(found.size());
        for (auto& result : found) results.push_back(std::move(*result));
        return results;
    }
};

}  // namespace regula::inline REGULA_ABI
