#pragma once

#include <regula/core/error.hpp>
#include <regula/core/matrix.hpp>

#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// A watch that survives a pause of the run has a verb `void remember(auto& memory)`, which calls memory(x) for all that
/// changes in it: numbers, and parameters or vectors of their size, in an order that does not depend on the run. The
/// same verb keeps them and puts them back.
template <class Scalar>
struct WatchMemory {
    std::string policy;
    std::vector<double> numbers = {};
    std::vector<Vector<Scalar>> vectors = {};

    /// Keeps what a watch remembers; allocates nothing the second time.
    void keep(auto& watch) {
        std::size_t number = 0, vector = 0;
        const auto next = [](auto& list, std::size_t& i) -> auto& {
            if (i == list.size()) list.emplace_back();
            return list[i++];
        };
        visit(
            watch, [&](const auto& x) { next(numbers, number) = static_cast<double>(x); },
            [&](const Vector<Scalar>& x) { next(vectors, vector) = x; });
        numbers.resize(number);
        vectors.resize(vector);
    }

    void put_back(auto& watch) const {
        std::size_t number = 0, vector = 0;
        visit(
            watch, [&]<class T>(T& x) { x = static_cast<T>(numbers.at(number++)); },
            [&](Vector<Scalar>& x) { x = vectors.at(vector++); });
    }

    bool empty() const { return numbers.empty() && vectors.empty(); }
    std::string text() const {
        return regula::text(policy, " (", numbers.size(), " numbers, ", vectors.size(), " vectors)");
    }

private:
    static void visit(auto& watch, const auto& of_number, const auto& of_vector) {
        auto memory = [&]<class T>(T& x) {
            if constexpr (std::is_arithmetic_v<T>)
                of_number(x);
            else if constexpr (requires { x.vector(); })
                of_vector(x.vector());
            else
                of_vector(x);
        };
        if constexpr (requires { watch.remember(memory); }) watch.remember(memory);
    }
};

/// Keeps what the watches of a run remember; those that remember nothing, and that are off, have no place.
template <class Scalar>
void keep_watches(std::vector<WatchMemory<Scalar>>& all, auto& watches,
                  const std::vector<std::string>& names) {
    std::size_t place = 0, index = 0;
    const auto keep = [&](auto& watch) {
        if (place == all.size()) all.emplace_back();
        all[place].policy = names[index++];
        all[place].keep(watch);
        if (!all[place].empty()) ++place;
    };
    std::apply([&](auto&... watch) { (keep(watch), ...); }, watches);
    all.resize(place);
}

/// Puts it back into the watches of a run that goes on. Throws std::invalid_argument unless its policies are those of
/// the run that kept it, in the same order.
template <class Scalar>
void put_back_watches(const std::vector<WatchMemory<Scalar>>& all, auto& watches,
                      const std::vector<std::string>& names) {
    std::vector<WatchMemory<Scalar>> fresh;
    keep_watches(fresh, watches, names);
    const auto listed = [](const auto& memories) {
        std::string list;
        for (const auto& memory : memories) list += (list.empty() ? "" : ", ") + memory.text();
        return list.empty() ? std::string{"none"} : list;
    };
    require(listed(all) == listed(fresh), "State: it remembers the stopping policies: ", listed(all),
            "; this run has: ", listed(fresh), "; state.forget() lets them begin afresh");
    std::size_t place = 0;
    const auto put_back = [&](auto& watch) {
        WatchMemory<Scalar> has;
        has.keep(watch);
        if (!has.empty()) all[place++].put_back(watch);
    };
    std::apply([&](auto&... watch) { (put_back(watch), ...); }, watches);
}

}  // namespace regula::inline REGULA_ABI
