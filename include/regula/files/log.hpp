#pragma once

#include <regula/core/policy.hpp>

#include <cmath>
#include <fstream>
#include <iomanip>
#include <string>

namespace regula::inline REGULA_ABI {

/// Writes the records of a run, one line per epoch, flushed: written lines survive a crash.
class LogFile {
public:
    /// Throws FileError unless the file can be written. An existing file is kept until the first record,
    /// because the run may still be refused.
    explicit LogFile(const std::string& path) : path_{path}, file_{path, std::ios::app} {
        if (!file_) throw FileError(text("log: cannot write '", path, "'"));
    }
    LogFile(LogFile&&) = default;

    /// Calls write(name, value) for every number of a record, in order.
    static void each(const Record& record, auto&& write) {
        write("epoch", static_cast<double>(record.epoch));
        write("steps", static_cast<double>(record.steps));
        write("seconds", record.seconds);
        write("learning_rate", record.learning_rate);
        write("objective", record.sum_of_terms());
        for (const auto* terms : {&record.objective, &record.metrics})
            for (const Term& term : *terms) write(term.name, term.value);
    }

    /// A name in quotes, with a `mark` before each quote in it: \\ for JSON, \" for CSV.
    static std::string quoted(const std::string& name, char mark) {
        std::string all = "\"";
        for (const char c : name) {
            if (c == '"' || c == mark) all += mark;
            all += c;
        }
        return all + '"';
    }

    void line(const std::string& start, const Record& record, const char* between, auto&& item) {
        if (!begun_) {
            file_.close();
            file_.open(path_);
            file_ << std::setprecision(17);
            begun_ = true;
        }
        file_ << start;
        const char* separator = "";
        each(record, [&](const std::string& name, double value) {
            file_ << separator;
            item(file_, name, value);
            separator = between;
        });
    }
    void end(const char* text) {
        file_ << text << std::endl;
        if (!file_) throw FileError(regula::text("log: cannot write to '", path_, "' any more"));
    }

private:
    std::string path_;
    std::ofstream file_;
    bool begun_ = false;
};

/// Writes a table: a header line, then one line per epoch. The column "objective" is the sum of the terms.
struct CsvLog {
    std::string path;

    auto watch(int) const {
        return [file = LogFile{path}, begun = false](const Record& record) mutable {
            if (!begun) {
                file.line("", record, ",",
                          [](auto& to, const auto& name, double) { to << LogFile::quoted(name, '"'); });
                file.end("");
                begun = true;
            }
            file.line("", record, ",", [](auto& to, const auto&, double value) { to << value; });
            file.end("");
        };
    }
};

/// Writes one JSON object per line (JSON Lines), with null for numbers that are not finite.
struct JsonLog {
    std::string path;

    auto watch(int) const {
        return [file = LogFile{path}](const Record& record) mutable {
            file.line("{", record, ", ", [](auto& to, const auto& name, double value) {
                to << LogFile::quoted(name, '\\') << ": ";
                if (std::isfinite(value))
                    to << value;
                else
                    to << "null";
            });
            file.end("}");
        };
    }
};

}  // namespace regula::inline REGULA_ABI
