// optional: needs nlohmann-json
#pragma once

#include <regula/files/safetensors_block.hpp>

#include <cmath>
#include <concepts>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// A matrix of Eigen, or a view of one, whose numbers lie in memory.
template <class M>
concept InMemory = requires(const M& matrix) {
    matrix.data();
    matrix.innerStride();
    matrix.outerStride();
};

/// A matrix, a vector or a number under the name that it has in a file, as save reads it. It is a view: the
/// matrix must live as long.
class NamedConstMatrix {
public:
    template <class M>
    NamedConstMatrix(std::string name, const M& of) : name_{std::move(name)} {
        static_assert(InMemory<M> || std::is_arithmetic_v<M>,
                      "regula: save and load take numbers, matrices, vectors, and views of them such as Map, "
                      "Ref, Block and transpose(); evaluate any other expression first");
        if constexpr (InMemory<M>) {
            refer<typename M::Scalar>(of.data());
            rows_ = of.rows(), cols_ = of.cols();
            row_step_ = M::IsRowMajor ? of.outerStride() : of.innerStride();
            col_step_ = M::IsRowMajor ? of.innerStride() : of.outerStride();
            if constexpr (M::IsVectorAtCompileTime)
                shape_ = nlohmann::json::array({of.size()});
            else
                shape_ = nlohmann::json::array({of.rows(), of.cols()});
        } else if constexpr (std::is_arithmetic_v<M>) {
            refer<M>(&of);
        }
    }

    const std::string& name() const { return name_; }
    const char* dtype() const { return dtype_; }
    /// [rows, cols] of a matrix, [n] of a vector, [] of a number.
    const nlohmann::json& shape() const { return shape_; }
    Index size() const { return rows_ * cols_; }

    /// The distance in memory from its first number to its k-th, counted row by row.
    Index offset(Index k) const { return k / cols_ * row_step_ + k % cols_ * col_step_; }

    /// The bytes of its numbers, row by row.
    std::string bytes() const {
        std::string all;
        all.reserve(static_cast<std::size_t>(size() * bytes_));
        for (Index k = 0; k < size(); ++k)
            all.append(data_ + offset(k) * bytes_, static_cast<std::size_t>(bytes_));
        return all;
    }

private:
    template <class Number>
    void refer(const Number* data) {
        static_assert(std::same_as<Number, float> || std::same_as<Number, double> ||
                          (std::integral<Number> && !std::same_as<Number, bool>),
                      "regula: save and load take numbers of type float, double, or an integer");
        data_ = reinterpret_cast<const char*>(data);
        bytes_ = sizeof(Number);
        dtype_ = dtype_of<Number>();
    }

    std::string name_;
    nlohmann::json shape_ = nlohmann::json::array();
    const char* dtype_ = nullptr;
    const char* data_ = nullptr;
    Index bytes_ = 0, rows_ = 1, cols_ = 1, row_step_ = 1, col_step_ = 1;
};

/// The same, as load fills it: a variable, or a view of one.
class NamedMatrix {
public:
    template <class M>
    NamedMatrix(std::string name, M&& of) : view_{std::move(name), std::as_const(of)} {
        using Plain = std::remove_cvref_t<M>;
        if constexpr (InMemory<Plain>) {
            constexpr bool is_view = !std::derived_from<Plain, Eigen::PlainObjectBase<Plain>>;
            static_assert(std::is_lvalue_reference_v<M> || is_view,
                          "regula: load fills a matrix of yours, and this one ends with the statement");
            static_assert(!std::is_const_v<std::remove_pointer_t<decltype(of.data())>>,
                          "regula: load fills the matrix, and this one is const");
            numbers_ = of.data();
            read_ = &read<typename Plain::Scalar>;
        } else {
            static_assert(std::is_lvalue_reference_v<M> && !std::is_const_v<std::remove_reference_t<M>>,
                          "regula: load fills a variable, and this number is none");
            numbers_ = &of;
            read_ = &read<Plain>;
        }
    }

    const NamedConstMatrix& view() const { return view_; }

    /// Checks that a block fits, and copies its numbers if `copy`.
    void take(const SafetensorsBlock& block, bool copy) const {
        block.check(block.shape() == view_.shape(), " has the shape ", block.shape().dump(), ", expected ",
                    view_.shape().dump());
        read_(*this, block, copy);
    }

private:
    template <class Number>
    static void read(const NamedMatrix& to, const SafetensorsBlock& block, bool copy) {
        const auto take = [&](Index k, auto stored) {
            const auto number = static_cast<Number>(stored);
            if constexpr (std::integral<Number>)
                block.check(std::in_range<Number>(stored), " holds ", +stored, ", which is no ",
                            dtype_of<Number>(), ", at ", k);
            else
                block.check(std::isfinite(number) || !std::isfinite(static_cast<double>(stored)),
                            " holds a number that is not finite in this precision, at ", k);
            if (copy) static_cast<Number*>(to.numbers_)[to.view_.offset(k)] = number;
        };
        if constexpr (std::integral<Number>)
            block.visit<std::int64_t, std::int32_t, std::int16_t, std::int8_t, std::uint64_t, std::uint32_t,
                        std::uint16_t, std::uint8_t>(to.view_.size(), take);
        else
            block.visit<double, float, Eigen::half, Eigen::bfloat16>(to.view_.size(), take);
    }

    NamedConstMatrix view_;
    void* numbers_;
    void (*read_)(const NamedMatrix&, const SafetensorsBlock&, bool);
};

/// Matrices, vectors and numbers by name, for save and load.
using NamedMatrices = std::vector<NamedMatrix>;

/// Saves matrices, vectors and numbers of yours in one file of safetensors, which numpy and PyTorch read:
///
///     save("own.safetensors", {{"w1", w1}, {"b1", b1}, {"step", step}});
///     load("own.safetensors", {{"w1", w1}, {"b1", b1}, {"step", step}});
///
/// A matrix has the shape [rows, cols] there, whether it lies in memory by rows or by columns; a vector has
/// [n], a number []. Views need no copy: Map, Ref, w.leftCols(2), w.transpose(). Numbers are of type float,
/// double, or integers; they keep their bits, and infinities and NaN stay. One list can serve both, such as
/// all that a run is made of:
///
///     NamedMatrices all{{"w1", w1}, {"b1", b1}, {"step", step}};
///     save("own.safetensors", all);
///     load("own.safetensors", all);
///
/// An existing file is replaced whole or not at all. Throws FileError if the file cannot be written, and
/// std::invalid_argument for two equal names.
inline void save(const std::string& path, const std::vector<NamedConstMatrix>& all) {
    Safetensors file;
    for (const NamedConstMatrix& one : all) file.add(one.name(), one.dtype(), one.shape(), one.bytes());
    file.write(path, {{"format", "regula matrices"}});
}
template <std::same_as<NamedMatrix> Named>
void save(const std::string& path, const std::vector<Named>& all) {
    std::vector<NamedConstMatrix> views;
    for (const NamedMatrix& one : all) views.push_back(one.view());
    save(path, views);
}

/// Loads them from a file of any tool: each name is a block of the file, of the same shape. Other blocks of
/// the file are left out. Floating-point numbers of F64, F32, F16 and BF16 are converted, and integers of any
/// size. Throws FileError, and changes nothing, for a file that is missing, truncated or corrupt, and for a
/// block that is missing, of another shape, or holds a number that the type of yours cannot hold.
inline void load(const std::string& path, const NamedMatrices& all) {
    const Safetensors file = read_blocks(path);
    for (const bool copy : {false, true})
        for (const NamedMatrix& one : all) one.take({file, path, one.view().name()}, copy);
}

}  // namespace regula::inline REGULA_ABI
