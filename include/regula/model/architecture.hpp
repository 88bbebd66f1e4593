#pragma once

#include <regula/core/error.hpp>
#include <regula/layer/average_pool2d.hpp>
#include <regula/layer/batch_norm.hpp>
#include <regula/layer/conv2d.hpp>
#include <regula/layer/dense.hpp>
#include <regula/layer/global_average_pool.hpp>
#include <regula/layer/layer_holder.hpp>
#include <regula/layer/max_pool2d.hpp>
#include <regula/layer/relu.hpp>

#include <array>
#include <charconv>
#include <string_view>
#include <vector>

namespace regula::inline REGULA_ABI {

namespace architecture_words {

/// The parts of a text between separators, without the blanks around them; none of an empty text.
inline std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (bool more = text.find_first_not_of(' ') != std::string_view::npos; more;) {
        const std::size_t end = std::min(text.find(separator), text.size());
        std::string_view part = text.substr(0, end);
        part.remove_prefix(std::min(part.find_first_not_of(' '), part.size()));
        part = part.substr(0, part.find_last_not_of(' ') + 1);
        parts.push_back(part);
        more = end < text.size();
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

/// One item, such as "conv 32x5/2 norm", as its kind, numbers, and whether it is normalized.
struct Item {
    std::string_view kind;
    std::array<Index, 3> sizes = {0, 0, 1};
    bool norm = false;

    explicit Item(std::string_view item) {
        std::vector<std::string_view> words = split(item, ' ');
        std::erase(words, "");
        norm = words.size() > 1 && words.back() == "norm";
        if (norm) words.pop_back();
        if (words.size() == 1) kind = words[0] == "average" ? "global average" : "units";
        if (words.size() == 2 && words[0] != "units") kind = words[0];
        const int count = words.empty() ? 0 : read(words.back());
        const bool known = kind == "units"  ? count == 1
                           : kind == "conv" ? count >= 2
                           : kind == "global average"
                               ? !norm
                               : count == 1 && !norm && (kind == "pool" || kind == "average");
        require(known, "architecture: '", item, "' is none of: 128, 128 norm, conv 32x5, conv 32x5/2, ",
                "conv 32x5 norm, pool 2, average 2, average");
    }

private:
    /// How many numbers there are in "32x5/2"; 0 if it is anything else.
    int read(std::string_view text) {
        const char* at = text.data();
        const char* const end = at + text.size();
        for (int count = 0; count < 3; ++count) {
            const auto [next, error] = std::from_chars(at, end, sizes[static_cast<std::size_t>(count)]);
            if (error != std::errc{}) return 0;
            if (next == end) return count + 1;
            if (count == 2 || *next != "x/"[count]) return 0;
            at = next + 1;
        }
        return 0;
    }
};

}  // namespace architecture_words

/// The layers of a network by words, for command lines and configurations:
///
///     Network<float> net{Shape{28, 28},
///                        architecture<float>("conv 32x5, pool 2, conv 64x5, pool 2, 128", 10), Key{1}};
///
/// The words, separated by commas:
///
///     128             Dense{128}, Relu
///     conv 32x5       Conv2d with 32 filters of 5 x 5 and zeros around the image, Relu; an odd filter with
///                     stride 1 keeps the image's size
///     conv 32x5/2     the same with stride 2
///     pool 2          MaxPool2d{2}
///     average 2       AveragePool2d{2}
///     average         GlobalAveragePool
///
/// "norm" after a dense layer or a convolution, as in "conv 32x5 norm", puts BatchNorm before its Relu and
/// leaves out its biases, since BatchNorm has its own. A dense layer of `classes` units ends the network; no
/// words are a linear model. Throws std::invalid_argument, which lists these words, for any other.
template <class Scalar>
std::vector<Layer<Scalar>> architecture(std::string_view words, Index classes) {
    std::vector<Layer<Scalar>> layers;
    for (const std::string_view item : architecture_words::split(words, ',')) {
        const architecture_words::Item parsed{item};
        const Index size = parsed.sizes[0];
        if (parsed.kind == "units")
            layers.push_back(Dense{.units = size, .bias = !parsed.norm});
        else if (parsed.kind == "conv")
            layers.push_back(Conv2d{.channels = size,
                                    .size = parsed.sizes[1],
                                    .stride = parsed.sizes[2],
                                    .padding = (parsed.sizes[1] - 1) / 2,
                                    .bias = !parsed.norm});
        else if (parsed.kind == "pool")
            layers.push_back(MaxPool2d{size});
        else if (parsed.kind == "global average")
            layers.push_back(GlobalAveragePool{});
        else
            layers.push_back(AveragePool2d{size});
        if (parsed.norm) layers.push_back(BatchNorm{});
        if (parsed.kind == "units" || parsed.kind == "conv") layers.push_back(Relu{});
    }
    layers.push_back(Dense{.units = classes});
    return layers;
}

}  // namespace regula::inline REGULA_ABI
