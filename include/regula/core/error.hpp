#pragma once

#include <regula/core/matrix.hpp>

#include <sstream>
#include <stdexcept>
#include <string>

namespace regula::inline REGULA_ABI {

/// A file that cannot be read or written: missing, truncated, corrupt, of another format.
class FileError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A sentence put together from its parts: text("L2: strength must be >= 0, got ", -0.1).
std::string text(const auto&... parts) {
    std::ostringstream sentence;
    sentence.exceptions(std::ios::badbit);  // a stream swallows std::bad_alloc, and the rest of the sentence
    (static_cast<void>(sentence << parts), ...);
    return std::move(sentence).str();
}

/// Throws std::invalid_argument with the sentence made of the parts, unless a condition holds.
void require(bool condition, const auto&... parts) {
    if (!condition) throw std::invalid_argument(text(parts...));
}

}  // namespace regula::inline REGULA_ABI
