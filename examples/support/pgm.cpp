#include "support/pgm.hpp"

#include <regula/data/read_file.hpp>

#include <algorithm>
#include <charconv>

namespace example {

namespace {

using regula::FileError;
using regula::Index;
using regula::text;

/// The bytes of a PGM file from front to back.
class PgmReader {
public:
    explicit PgmReader(const std::string& path) : path_{path}, bytes_{regula::read_file(path)} {}

    bool begins_with(const std::string& magic) {
        if (!bytes_.starts_with(magic)) return false;
        at_ = magic.size();
        return true;
    }
    /// A whole number after spaces and comments.
    Index number(const char* what, Index least, Index most) {
        while (at_ < bytes_.size() && (space() || bytes_[at_] == '#')) skip();
        Index value = 0;
        const char* const end = bytes_.data() + bytes_.size();
        const auto [last, error] = std::from_chars(bytes_.data() + at_, end, value);
        if (error != std::errc{} || value < least || value > most)
            throw FileError(text(path_, ": ", what, " must be a whole number from ", least, " to ", most));
        at_ = static_cast<std::size_t>(last - bytes_.data());
        return value;
    }
    /// Binary grey levels follow after one space, the high byte of two first.
    void expect(Index bytes) {
        ++at_;
        if (at_ > bytes_.size() || static_cast<Index>(bytes_.size() - at_) < bytes)
            throw FileError(text(path_, ": ends within its pixels"));
    }
    Index level(bool wide) {
        const Index first = byte();
        return wide ? 256 * first + byte() : first;
    }

private:
    Index byte() { return static_cast<unsigned char>(bytes_[at_++]); }
    bool space() const { return std::string{" \t\n\v\f\r"}.find(bytes_[at_]) != std::string::npos; }
    void skip() {
        if (bytes_[at_] == '#') at_ = std::min(bytes_.find('\n', at_), bytes_.size() - 1);
        ++at_;
    }

    std::string path_, bytes_;
    std::size_t at_ = 0;
};

}  // namespace

GreyImage read_pgm(const std::string& path) {
    PgmReader file{path};
    const bool words = file.begins_with("P2");
    if (!words && !file.begins_with("P5"))
        throw FileError(text(path, ": is no grey image, a PGM file begins with P2 or P5"));
    const Index width = file.number("the width", 1, 10'000), height = file.number("the height", 1, 10'000),
                white = file.number("the largest grey level", 1, 65'535);
    const bool wide = white > 255;
    if (!words) file.expect(width * height * (wide ? 2 : 1));
    GreyImage image{{height, width}, regula::Vector<float>(width * height)};
    for (float& pixel : image.pixels) {
        const Index level = words ? file.number("a grey level", 0, white) : file.level(wide);
        pixel = static_cast<float>(level) / static_cast<float>(white);
    }
    return image;
}

}  // namespace example
