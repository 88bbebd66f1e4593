#pragma once

#include <string>

namespace example {

/// A picture's size in pixels. Places on it are counted in pixels too, from its left upper corner. Letters
/// are some 9 pixels wide, so they can still be read if a phone shows the width of 560 in 400 pixels.
struct Canvas {
    int width = 560, height = 400;

    /// A place, in the words of gnuplot.
    std::string at(double x, double y) const;

    /// The gnuplot command to draw the next plot in this rectangle, its labels and numbers outside of it.
    std::string area(double x, double y, double across, double down) const;

    /// The gnuplot command to write a text around a place.
    std::string text(const std::string& words, double x, double y, const std::string& how = "center") const;
};

/// The gnuplot commands to write a picture to a path.
std::string terminal(const std::string& path, const Canvas& canvas);

/// A text in gnuplot's quotes.
std::string quoted(const std::string& text);

/// Runs a script that writes to `path`. Without gnuplot it saves the script as `path`.gnuplot instead.
void run_gnuplot(const std::string& path, const std::string& script);

}  // namespace example
