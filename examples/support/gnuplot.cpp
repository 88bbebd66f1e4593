#include "support/gnuplot.hpp"

#include "support/plot.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>

namespace example {

namespace {

std::string ending(const std::string& path) {
    const auto dot = path.find_last_of("./");
    return dot == std::string::npos || path[dot] == '/' ? "" : path.substr(dot);
}

bool has_gnuplot() { return std::system("command -v gnuplot >/dev/null 2>&1") == 0; }

}  // namespace

bool is_picture(const std::string& path) { return ending(path) == ".svg" || ending(path) == ".png"; }

std::string beside(const std::string& path, const std::string& word) {
    const std::string end = ending(path);
    return path.substr(0, path.size() - end.size()) + "-" + word + end;
}

std::string quoted(const std::string& text) {
    std::string all = "'";
    for (const char c : text) all += c == '\'' ? std::string{"''"} : std::string{c};
    return all + "'";
}

std::string Canvas::at(double x, double y) const {
    std::ostringstream words;
    words << "screen " << x / width << ", screen " << 1 - y / height;
    return words.str();
}

std::string Canvas::area(double x, double y, double across, double down) const {
    std::ostringstream words;
    words << "set lmargin at screen " << x / width << "\nset rmargin at screen " << (x + across) / width
          << "\nset tmargin at screen " << 1 - y / height << "\nset bmargin at screen "
          << 1 - (y + down) / height << '\n';
    return words.str();
}

std::string Canvas::text(const std::string& words, double x, double y, const std::string& how) const {
    return "set label " + quoted(words) + " at " + at(x, y) + ' ' + how + '\n';
}

std::string terminal(const std::string& path, const Canvas& canvas) {
    if (!is_picture(path))
        throw std::invalid_argument("a picture's file must end in .svg or .png, got '" + path + "'");
    std::ostringstream words;
    words << "set terminal "
          << (ending(path) == ".svg" ? "svg noenhanced background 'white' font 'sans-serif,15'"
                                     : "pngcairo noenhanced background 'white' font 'sans,11'")
          << " size " << canvas.width << ',' << canvas.height << "\nset output " << quoted(path) << '\n';
    return words.str();
}

void run_gnuplot(const std::string& path, const std::string& script) {
    if (!std::ofstream{path}) throw std::runtime_error(path + ": cannot be written");
    if (!has_gnuplot()) {
        std::remove(path.c_str());
        const std::string left = path + ".gnuplot";
        if (!(std::ofstream{left} << script)) throw std::runtime_error(left + ": cannot be written");
        std::cerr << "gnuplot is not installed (Debian: gnuplot-nox); with it, " << path
                  << " is drawn by: gnuplot " << left << '\n';
        return;
    }
    std::signal(SIGPIPE, SIG_IGN);  // if gnuplot ends before it has read all, its exit code shows it
    std::FILE* const gnuplot = popen("gnuplot", "w");
    if (gnuplot == nullptr) throw std::runtime_error("gnuplot cannot be started");
    std::fwrite(script.data(), 1, script.size(), gnuplot);
    if (pclose(gnuplot) != 0) throw std::runtime_error(path + ": gnuplot failed");
}

}  // namespace example
