#pragma once

#include <string>

namespace example {

/// The words that make gnuplot write a picture of this size, in pixels, to a path.
std::string terminal(const std::string& path, int width, int height);

/// A text between gnuplot's quotes.
std::string quoted(const std::string& text);

/// Runs a script, which writes to `path`, or leaves it at `path`.gnuplot if there is no gnuplot.
void run_gnuplot(const std::string& path, const std::string& script);

}  // namespace example
