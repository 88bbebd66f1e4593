#pragma once

#include <regula/core/error.hpp>
#include <regula/core/matrix.hpp>

#include <cmath>
#include <concepts>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The memory of an optimizer, an average in time or a stopping policy, with the name of its owner.
///
/// An object that survives a pause of the run has a verb `void remember(auto& memory)`. It calls memory(x)
/// for each number and for each vector of the size of the parameters in its state, always in the same order.
/// The verb serves both to save and to restore.
template <class Scalar>
struct Memory {
    std::string owner;
    std::vector<double> numbers =
        {};  ///< exact: a 64-bit integer is two numbers, its upper and its lower half
    std::vector<Vector<Scalar>> vectors = {};

    /// Saves the memory of an object; allocates nothing from the second time on.
    void keep(auto& object) {
        std::size_t number = 0, vector = 0;
        const auto next = [](auto& list, std::size_t& i) -> auto& {
            if (i == list.size()) list.resize(i + 1);
            return list[i++];
        };
        visit(
            object,
            [&]<class T>(const T& x) {
                if constexpr (is_wide<T>) next(numbers, number) = static_cast<double>(x >> 32);
                if constexpr (is_wide<T>)
                    next(numbers, number) = static_cast<double>(x & T{0xffffffff});
                else
                    next(numbers, number) = static_cast<double>(x);
            },
            [&](const Vector<Scalar>& x) { next(vectors, vector) = x; });
        numbers.resize(number);
        vectors.resize(vector);
    }

    /// Restores an object. Throws std::invalid_argument for numbers and vectors that it cannot have saved.
    void put_back(auto& object) const {
        std::size_t number = 0, vector = 0;
        visit(
            object,
            [&]<class T>(T& x) {
                if constexpr (is_wide<T>) {
                    using Limits = std::numeric_limits<T>;
                    const T upper = as<T>(numbers.at(number++), Limits::min() >> 32, Limits::max() >> 32);
                    x = static_cast<T>(upper * (T{1} << 32) + as<T>(numbers.at(number++), 0, T{0xffffffff}));
                } else {
                    x = as<T>(numbers.at(number++), std::numeric_limits<T>::lowest(),
                              std::numeric_limits<T>::max());
                }
            },
            [&](Vector<Scalar>& x) {
                const Vector<Scalar>& kept = vectors.at(vector++);
                require(x.size() == 0 || x.size() == kept.size(), "State: ", owner, " remembers ",
                        kept.size(), " numbers, expected ", x.size());
                x = kept;
            });
    }

    bool empty() const { return numbers.empty() && vectors.empty(); }
    std::string text() const {
        return regula::text(owner, " (", numbers.size(), " numbers, ", vectors.size(), " vectors)");
    }

    /// Whether another memory has the same owner and sizes.
    bool is_like(const Memory& other) const {
        return owner == other.owner && numbers.size() == other.numbers.size() &&
               vectors.size() == other.vectors.size();
    }
    bool operator==(const Memory& other) const {
        bool same = is_like(other) && numbers == other.numbers;
        for (std::size_t k = 0; same && k < vectors.size(); ++k)
            same = vectors[k].size() == other.vectors[k].size() && vectors[k] == other.vectors[k];
        return same;
    }

private:
    /// Whether a double does not hold all values of an integer.
    template <class T>
    static constexpr bool is_wide = std::integral<T>&& std::numeric_limits<T>::digits > 53;

    /// Converts a number back to its type, with checks: it may come from a file.
    template <class T>
    T as(double value, T least, T most) const {
        const bool fits = value >= static_cast<double>(least) && value <= static_cast<double>(most);
        if constexpr (std::integral<T>)
            require(fits && value == std::floor(value), "State: ", owner, " remembers ", value,
                    ", expected a whole number in ", +least, " ... ", +most);
        else
            require(fits || !std::isfinite(value), "State: ", owner, " remembers ", value,
                    ", which is beyond ", most);
        return static_cast<T>(value);
    }

    static void visit(auto& object, const auto& of_number, const auto& of_vector) {
        auto memory = [&]<class T>(T& x) {
            if constexpr (std::is_arithmetic_v<T>)
                of_number(x);
            else if constexpr (requires { x.vector(); })
                of_vector(x.vector());
            else
                of_vector(x);
        };
        if constexpr (requires { object.remember(memory); }) object.remember(memory);
    }
};

/// A list of the owners and sizes, for messages.
template <class Scalar>
std::string list_of(const std::vector<Memory<Scalar>>& memories) {
    std::string list;
    for (const auto& memory : memories) list += (list.empty() ? "" : ", ") + memory.text();
    return list.empty() ? "none" : list;
}

/// Completes the memories of a state, `has`, by those of the run, `fresh`: a memory that the state lacks
/// begins afresh. Throws std::invalid_argument and leaves `has` unchanged if the state has a memory that the
/// run lacks (the message lists both), or a vector of another size than the parameters.
template <class Scalar>
void take_up(std::vector<Memory<Scalar>>& has, std::vector<Memory<Scalar>> fresh, Index size) {
    std::vector<std::size_t> places;
    for (const auto& memory : has) {
        std::size_t place = places.empty() ? 0 : places.back() + 1;
        while (place < fresh.size() && !fresh[place].is_like(memory)) ++place;
        require(place < fresh.size(), "State: it has the memory of: ", list_of(has),
                "; this run has: ", list_of(fresh), "; state.forget_memory() lets them begin afresh");
        for (const auto& vector : memory.vectors)
            require(vector.size() == size, "State: expected a memory of ", memory.owner, " of ", size,
                    " numbers, got ", vector.size());
        places.push_back(place);
    }
    for (std::size_t i = 0; i < has.size(); ++i) fresh[places[i]] = std::move(has[i]);
    has = std::move(fresh);
}

}  // namespace regula::inline REGULA_ABI
