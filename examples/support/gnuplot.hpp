#pragma once

#include <string>

namespace example {

/// The gnuplot commands to write a picture of this size, in pixels, to a path.
std::string terminal(const std::string& path, int width, int height);

/// A text in gnuplot's quotes.
std::string quoted(const std::string& text);

/// Runs a script that writes to `path`. Without gnuplot it saves the script as `path`.gnuplot instead.
void run_gnuplot(const std::string& path, const std::string& script);

}  // namespace example
