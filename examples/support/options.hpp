#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <vector>

namespace example {

/// The command line of an example. All have --help, --seed N and --json FILE:
///
///     const example::Options options{argc, argv, "What it shows."};
///
/// Some have options of their own. Their variables hold the defaults, and receive the values:
///
///     example::Options options{"What it shows."};
///     options.add("--rank", rank, "columns of each factor");
///     options.parse(argc, argv);
///
/// --help ends the program with 0; a bad command line ends it with 2 and one sentence. Numbers must be finite
/// and within the range of their type. Whole numbers are at most 10^9, sizes at most 10^12; the seed may have
/// all its 64 bits.
class Options {
public:
    explicit Options(const std::string& about);
    Options(int argc, char** argv, const std::string& about) : Options{about} { parse(argc, argv); }
    ~Options();

    /// The heading in --help of the options that follow.
    void group(const std::string& heading);

    void add(const std::string& name, bool& value, const std::string& help);
    void add(const std::string& name, int& value, const std::string& help);
    void add(const std::string& name, std::ptrdiff_t& value, const std::string& help);
    void add(const std::string& name, double& value, const std::string& help);  ///< NaN: no default to show
    void add(const std::string& name, std::vector<std::ptrdiff_t>& list, const std::string& help);
    void add(const std::string& name, std::vector<double>& list, const std::string& help);
    void add(const std::string& name, std::string& word, const std::string& help);
    void add(const std::string& name, std::vector<std::string>& words, const std::string& help);
    void add(const std::string& name, std::string& value, const std::vector<std::string>& choices,
             const std::string& help);

    /// A file or directory to read; a file to write, in a directory that must exist before the work begins; a
    /// picture to write, with the ending .svg or .png; a directory to write to, made if necessary.
    void add_input(const std::string& name, std::string& path, const std::string& help);
    void add_output(const std::string& name, std::string& path, const std::string& help);
    void add_picture(const std::string& name, std::string& path, const std::string& help);
    void add_directory(const std::string& name, std::string& path, const std::string& help);

    /// --data: a directory with the four files of MNIST, or of a set in its place. `fashion` is that of the
    /// Debian package dataset-fashion-mnist; if it is not installed, the program ends and names it.
    /// `otherwise` says what happens without data.
    void add_data(std::string& directory, const std::string& otherwise);

    /// The last lines of --help.
    void footer(const std::string& words);

    void parse(int argc, char** argv);

    /// Whether the command line has an option, as in given("--arch").
    bool given(const std::string& name) const;

    std::uint64_t seed = 1;
    std::string json = {};

private:
    struct Parser;
    std::unique_ptr<Parser> parser_;
};

/// Ends an example that failed, also for lack of memory: prints `NAME: the error`, and returns 1.
int failed(const std::exception& error);

}  // namespace example
