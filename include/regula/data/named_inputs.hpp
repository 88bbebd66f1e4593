#pragma once

#include <regula/data/table.hpp>

#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace regula::inline REGULA_ABI {

/// Throws std::invalid_argument unless a column of words holds no other words than these.
template <class Scalar>
void require_words(const Table<Scalar>& table, const std::string& column,
                   const std::set<std::string>& known) {
    const Index at = table.find(column);
    const std::vector<std::string> words = table.words_of(column);
    std::string all;
    for (const std::string& word : known) all += (all.empty() ? "" : ", ") + word;
    for (Index j = 0; j < table.values.cols(); ++j) {
        const Scalar value = table.values(at, j);
        if (std::isnan(value)) continue;
        const std::string& word = words[static_cast<std::size_t>(value)];
        require(known.contains(word), "named_inputs: column '", column, "' holds '", word,
                "', expected one of: ", all);
    }
}

/// The inputs of a model, by name, from a table of other columns or of another order: a row for each name
/// (features x samples).
///
///     predictor(named_inputs(table, predictor.feature_names()))
///
/// A name is that of a column, or as one_hot makes it, "city=Bern": 1 where the column has the word, 0 where
/// it has another, NaN where it is missing. Throws std::invalid_argument for a name without a column, and for
/// a word without a name: no model has learned it.
template <class Scalar>
Matrix<Scalar> named_inputs(const Table<Scalar>& table, const std::vector<std::string>& names) {
    Matrix<Scalar> found(static_cast<Index>(names.size()), table.values.cols());
    std::map<std::string, std::set<std::string>> known;  // the words of the names, by column
    for (std::size_t i = 0; i < names.size(); ++i) {
        std::string column = names[i];
        while (!table.has(column) && column.rfind('=') != std::string::npos) column.resize(column.rfind('='));
        const Index at = table.find(table.has(column) ? column : names[i]);
        const bool of_word = column != names[i];
        const std::vector<std::string> words = table.words_of(column);
        require(of_word != words.empty(), "named_inputs: column '", column, "' holds ",
                of_word ? "numbers, expected words" : "words, expected numbers");
        if (of_word) known[column].insert(names[i].substr(column.size() + 1));
        found.row(static_cast<Index>(i)) =
            of_word ? table.has_word(at, names[i].substr(column.size() + 1)) : table.values.row(at);
    }
    for (const auto& [column, words] : known) require_words(table, column, words);
    return found;
}

}  // namespace regula::inline REGULA_ABI
