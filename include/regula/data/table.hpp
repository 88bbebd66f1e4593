#pragma once

#include <regula/data/dataset.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <unordered_set>
#include <vector>

namespace regula::inline REGULA_ABI {

/// A table of numbers with named columns. A row of the file is a column of the matrix, as a sample is.
template <class Scalar>
struct Table {
    std::vector<std::string> columns;
    Matrix<Scalar> values;  ///< columns of the file x rows of the file

    /// The place of a column among the columns. Throws std::invalid_argument if there is none of that name.
    Index find(const std::string& name) const {
        const auto at = std::find(columns.begin(), columns.end(), name);
        if (at == columns.end()) {
            std::string all;
            for (const auto& column : columns) all += (all.empty() ? "" : ", ") + column;
            require(false, "Table: no column '", name, "' among ", all);
        }
        return at - columns.begin();
    }

    /// The values of a column.
    Vector<Scalar> column(const std::string& name) const { return values.row(find(name)).transpose(); }
};

/// The columns of a table but for some, as features x samples.
template <class Scalar>
Matrix<Scalar> without(const Table<Scalar>& table, const std::vector<std::string>& names) {
    const std::unordered_set<std::string> dropped(names.begin(), names.end());
    std::vector<Index> kept;
    for (std::size_t i = 0; i < table.columns.size(); ++i)
        if (!dropped.contains(table.columns[i])) kept.push_back(static_cast<Index>(i));
    if (kept.size() + dropped.size() != table.columns.size())
        for (const auto& name : names) table.find(name);  // one of them is no column
    return table.values(kept, Eigen::all);
}

/// A data set with one column of a table as its targets, and the others, but for those dropped, as inputs.
template <class Scalar>
Dataset<Scalar> regression(const Table<Scalar>& table, const std::string& target,
                           std::vector<std::string> dropped = {}) {
    dropped.push_back(target);
    return {.inputs = without(table, dropped), .targets = table.column(target).transpose()};
}

/// A data set with one column of a table as its labels, and the others, but for those dropped, as inputs.
template <class Scalar>
Dataset<Scalar> classification(const Table<Scalar>& table, const std::string& label,
                               std::vector<std::string> dropped = {}) {
    dropped.push_back(label);
    const Vector<Scalar> values = table.column(label);
    for (const Scalar value : values)
        require(value >= 0 && value < 0x1p31 && value == std::floor(value),
                "classification: labels must be whole numbers >= 0, got ", value, " in column '", label, "'");
    return {.inputs = without(table, dropped), .labels = values.template cast<int>()};
}

}  // namespace regula::inline REGULA_ABI
