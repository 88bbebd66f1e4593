#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace example {

/// Named numbers and words in order, as text for people and as JSON for programs:
///
///     example::Results results;
///     results.add("test_error", 0.031).add("stop_reason", "completed");
///     results.print();                  // test error    0.031
///     results.write(options.json);      // {"test_error": 0.031, ...}
class Results {
public:
    using Value = std::variant<bool, std::int64_t, double, std::string>;

    template <class T>
    Results& add(std::string name, const T& value) {
        if constexpr (std::same_as<T, bool>)
            return add_value(std::move(name), value);
        else if constexpr (std::integral<T>)
            return add_value(std::move(name), static_cast<std::int64_t>(value));
        else if constexpr (std::floating_point<T>)
            return add_value(std::move(name), static_cast<double>(value));
        else
            return add_value(std::move(name), std::string{value});
    }
    /// Adds results within results, an object in JSON.
    Results& add(std::string name, Results inside);
    /// Adds a list of results, an array in JSON; not printed.
    Results& add(std::string name, const std::vector<Results>& list);

    /// Prints aligned lines to standard output, with spaces for the underscores of the names.
    void print() const;

    /// Writes a JSON file, unless the path is empty. NaN and infinity become null. Throws std::runtime_error
    /// if the file cannot be written.
    void write(const std::string& path) const;

    struct Entry {
        std::string name;
        std::variant<Value, std::vector<Entry>, std::vector<std::vector<Entry>>>
            value;  ///< or results within
    };

private:
    Results& add_value(std::string name, Value value);

    std::vector<Entry> entries_;
};

}  // namespace example
