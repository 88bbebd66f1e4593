#include "support/results.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>

namespace example {

namespace {

using Entries = std::vector<Results::Entry>;

nlohmann::ordered_json tree(const Entries& entries) {
    auto all = nlohmann::ordered_json::object();
    for (const auto& entry : entries)
        if (const auto* inside = std::get_if<Entries>(&entry.value))
            all[entry.name] = tree(*inside);
        else if (const auto* list = std::get_if<std::vector<Entries>>(&entry.value))
            for (auto& array = all[entry.name] = nlohmann::ordered_json::array(); const auto& one : *list)
                array.push_back(tree(one));
        else
            std::visit([&](const auto& value) { all[entry.name] = value; },
                       std::get<Results::Value>(entry.value));
    return all;
}

std::size_t width(const Entries& entries) {
    std::size_t most = 0;
    for (const auto& entry : entries) {
        most = std::max(most, entry.name.size());
        if (const auto* inside = std::get_if<Entries>(&entry.value)) most = std::max(most, width(*inside));
    }
    return most;
}

void print(const Entries& entries, std::size_t column) {
    for (const auto& entry : entries) {
        if (const auto* inside = std::get_if<Entries>(&entry.value)) {
            print(*inside, column);
            continue;
        }
        if (std::holds_alternative<std::vector<Entries>>(entry.value)) continue;
        std::string name = entry.name;
        std::replace(name.begin(), name.end(), '_', ' ');
        std::cout << name << std::string(column - name.size(), ' ');
        std::visit([](const auto& value) { std::cout << value << '\n'; },
                   std::get<Results::Value>(entry.value));
    }
}

}  // namespace

Results& Results::add_value(std::string name, Value value) {
    entries_.push_back({std::move(name), std::move(value)});
    return *this;
}

Results& Results::add(std::string name, Results inside) {
    entries_.push_back({std::move(name), std::move(inside.entries_)});
    return *this;
}

Results& Results::add(std::string name, const std::vector<Results>& list) {
    std::vector<Entries> all;
    for (const Results& one : list) all.push_back(one.entries_);
    entries_.push_back({std::move(name), std::move(all)});
    return *this;
}

void Results::print() const {
    std::cout << std::boolalpha;
    example::print(entries_, width(entries_) + 2);
}

void Results::write(const std::string& path) const {
    if (path.empty()) return;
    std::ofstream file{path};
    file << tree(entries_).dump(2) << '\n' << std::flush;
    if (!file) throw std::runtime_error(path + ": cannot be written");
}

}  // namespace example
