#pragma once

#include <string>

namespace example {

/// A formula for web pages: MathML of a small part of TeX, which browsers draw without scripts or fonts.
///
///     example::mathml(R"(\tilde w = (H + a I)^{-1} H w^*)");
///
/// It knows letters, numbers, scripts, groups, \frac, \sqrt, \left and \right, \text, \operatorname, accents,
/// and the symbols in mathml.cpp. \\ begins another formula below. Throws std::invalid_argument, with the
/// formula, for an unknown command or an unfinished group.
std::string mathml(const std::string& tex);

/// Plain text for web pages, escaped, with TeX between dollars as formulas in the line. Throws
/// std::invalid_argument for a formula that mathml refuses and for an odd number of dollars.
std::string with_formulas(const std::string& text);

}  // namespace example
