#pragma once

#include <regula/data/dataset.hpp>

#include <algorithm>
#include <cmath>
#include <string>
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
    std::vector<bool> keep(table.columns.size(), true);
    for (const auto& name : names) keep[static_cast<std::size_t>(table.find(name))] = false;
    Matrix<Scalar> rest(static_cast<Index>(std::count(keep.begin(), keep.end(), true)), table.values.cols());
    Index to = 0;
    for (Index from = 0; from < table.values.rows(); ++from)
        if (keep[static_cast<std::size_t>(from)]) rest.row(to++) = table.values.row(from);
    return rest;
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
