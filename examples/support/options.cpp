#include "support/options.hpp"

#include "support/plot.hpp"

#include <CLI/CLI.hpp>

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <limits>
#include <new>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <type_traits>

namespace example {

namespace {

std::string program = "example";

/// The reason why a word is not a number of a type; empty if it is one. Numbers are finite, and sums of a few
/// whole numbers do not overflow.
template <class T>
std::string no_number(const std::string& word) {
    T value{};
    const char* const end = word.data() + word.size();
    const auto [last, error] = std::from_chars(word.data() + (word.starts_with('+') ? 1 : 0), end, value);
    const bool number = error == std::errc{} && last == end;
    if constexpr (std::is_floating_point_v<T>) {
        return number && std::isfinite(value) ? "" : "must be a finite number, got '" + word + "'";
    } else {
        constexpr T limit = sizeof(T) == 4 ? T{1'000'000'000} : static_cast<T>(1'000'000'000'000);
        constexpr T most = std::is_signed_v<T> ? limit : std::numeric_limits<T>::max();
        constexpr T least = std::is_signed_v<T> ? -limit : 0;
        return number && value >= least && value <= most
                   ? ""
                   : "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most) +
                         ", got '" + word + "'";
    }
}

}  // namespace

struct Options::Parser {
    CLI::App app;
    std::string group = "Options";

    template <class Number>
    void add_list(const std::string& name, std::vector<Number>& list, const std::string& help,
                  const std::string& type) {
        std::ostringstream standard;
        for (const Number number : list) standard << (standard.tellp() > 0 ? "," : "") << number;
        app.add_option(name, list, help)
            ->delimiter(',')
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
            ->default_str(standard.str())
            ->check(no_number<Number>)
            ->type_name(type)
            ->group(group);
    }
};

Options::Options(const std::string& about) : parser_{std::make_unique<Parser>()} {
    parser_->app.description(about);
    parser_->app.get_formatter()->column_width(32);
    parser_->app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    add_output("--json", json, "write the results to this file");
    parser_->app.add_option("--seed", seed, "of all random numbers")
        ->capture_default_str()
        ->check(no_number<std::uint64_t>);
}
Options::~Options() = default;

void Options::group(const std::string& heading) { parser_->group = heading; }
void Options::footer(const std::string& words) { parser_->app.footer(words); }

void Options::add(const std::string& name, bool& value, const std::string& help) {
    parser_->app.add_flag(name, value, help)->group(parser_->group);
}
void Options::add(const std::string& name, int& value, const std::string& help) {
    parser_->app.add_option(name, value, help)
        ->check(no_number<int>)
        ->capture_default_str()
        ->group(parser_->group);
}
void Options::add(const std::string& name, std::ptrdiff_t& value, const std::string& help) {
    parser_->app.add_option(name, value, help)
        ->check(no_number<std::ptrdiff_t>)
        ->capture_default_str()
        ->group(parser_->group);
}
void Options::add(const std::string& name, double& value, const std::string& help) {
    auto* const option =
        parser_->app.add_option(name, value, help)->check(no_number<double>)->group(parser_->group);
    if (!std::isnan(value)) option->capture_default_str();
}
void Options::add(const std::string& name, std::vector<std::ptrdiff_t>& list, const std::string& help) {
    parser_->add_list(name, list, help, "INT");
}
void Options::add(const std::string& name, std::vector<double>& list, const std::string& help) {
    parser_->add_list(name, list, help, "FLOAT");
}
void Options::add(const std::string& name, std::string& word, const std::string& help) {
    parser_->app.add_option(name, word, help)
        ->type_name("WORD")
        ->capture_default_str()
        ->group(parser_->group);
}
void Options::add(const std::string& name, std::vector<std::string>& words, const std::string& help) {
    parser_->app.add_option(name, words, help)
        ->delimiter(',')
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->type_name("WORD")
        ->group(parser_->group);
}
void Options::add(const std::string& name, std::string& value, const std::vector<std::string>& choices,
                  const std::string& help) {
    std::string words;
    for (const auto& choice : choices) words += (words.empty() ? "" : "|") + choice;
    parser_->app.add_option(name, value, help)
        ->check(CLI::IsMember(choices).description(""))
        ->type_name(words)
        ->capture_default_str()
        ->group(parser_->group);
}

void Options::add_input(const std::string& name, std::string& path, const std::string& help) {
    parser_->app.add_option(name, path, help)->type_name("PATH")->group(parser_->group);
}
void Options::add_output(const std::string& name, std::string& path, const std::string& help) {
    const auto has_directory = [](const std::string& file) {
        std::error_code none;  // an inaccessible path is no directory
        if (std::filesystem::is_directory(file, none)) return "'" + file + "' is a directory";
        const auto directory = std::filesystem::path{file}.parent_path();
        return directory.empty() || std::filesystem::is_directory(directory, none)
                   ? std::string{}
                   : "there is no directory '" + directory.string() + "'";
    };
    parser_->app.add_option(name, path, help)->type_name("FILE")->group(parser_->group)->check(has_directory);
}
void Options::add_picture(const std::string& name, std::string& path, const std::string& help) {
    add_output(name, path, help + "; .svg or .png");
    parser_->app.get_option(name)->check([](const std::string& file) {
        return is_picture(file) ? std::string{}
                                : "a picture's file must end in .svg or .png, got '" + file + "'";
    });
}

void Options::add_directory(const std::string& name, std::string& path, const std::string& help) {
    const auto no_file = [](const std::string& directory) {
        std::error_code none;
        return std::filesystem::exists(directory, none) && !std::filesystem::is_directory(directory, none)
                   ? "'" + directory + "' is a file"
                   : std::string{};
    };
    parser_->app.add_option(name, path, help)->type_name("DIR")->group(parser_->group)->check(no_file);
}

void Options::add_data(std::string& directory, const std::string& otherwise) {
    const auto find_fashion = [](std::string& path) {
        if (path != "fashion") return std::string{};
        path = "/usr/share/datasets/fashion-mnist";
        return std::filesystem::is_directory(path)
                   ? std::string{}
                   : "fashion is in the Debian package dataset-fashion-mnist, which is not installed";
    };
    add_input("--data", directory,
              "directory of MNIST or the like, 4 IDX files, plain or .gz; or fashion, which is Fashion-MNIST "
              "of the "
              "Debian package dataset-fashion-mnist; without it, " +
                  otherwise);
    parser_->app.get_option("--data")->type_name("DIR")->transform(CLI::Validator{find_fashion, ""});
}

void Options::parse(int argc, char** argv) {
    const std::string path = argc > 0 ? argv[0] : "example";
    program = path.substr(path.find_last_of('/') + 1);
    parser_->app.name(program);
    try {
        parser_->app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) {
            std::cout << parser_->app.help();
            std::exit(0);
        }
        std::cerr << program << ": " << error.what() << "\nThe options are shown by: " << program
                  << " --help\n";
        std::exit(2);
    }
#ifndef __OPTIMIZE__
    std::cerr << program
              << ": warning: built without optimisation, so it is many times slower than it can be; "
              << "examples/run builds with it\n";
#endif
}

bool Options::given(const std::string& name) const { return parser_->app.count(name) > 0; }

int failed(const std::exception& error) {
    const bool memory =
        dynamic_cast<const std::bad_alloc*>(&error) || dynamic_cast<const std::length_error*>(&error);
    std::cerr << program << ": " << (memory ? "there is not so much memory, ask for less" : error.what())
              << '\n';
    return 1;
}

}  // namespace example
