#pragma once

#include <regula/augment/transform.hpp>
#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// Dataset augmentation: transforms each image at random without changing its class, anew in each step.
///
///     fit(net, loss, train, sgd, Augment{Shape{28, 28}, Rotate{15} | Translate{2, 2} | Brightness{0.1}});
///
/// It is noise on inputs, so evaluation has none. The transforms act in the order written. Consecutive
/// transforms of coordinates sample the image once, bilinearly, with `border` around it; a constant border is
/// `fill`. Throws std::invalid_argument if a sample has not image.size() rows. Up to 50 x 50
/// pixels in float it allocates nothing, beyond that once a batch. Goodfellow, Bengio and Courville, Deep
/// Learning, section 7.4.
template <class... Ts>
struct Augment {
    static_assert((Transform<Ts> && ...),
                  "regula: Augment needs transforms, such as Rotate{15} | Translate{2, 2}");

    Shape image;
    Chain<Ts...> transforms;
    Border border = Border::constant;
    double fill = 0;

    void check() const {
        image.check();
        const auto ask = [](const auto& part) {
            if constexpr (requires { part.check(); }) part.check();
        };
        std::apply([&](const Ts&... part) { (ask(part), ...); }, transforms.parts);
    }

    void perturb(auto&& x, Key key) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(x)>::Scalar;
        require(x.rows() == image.size(), "Augment: images of ", image.height, " x ", image.width, " x ",
                image.channels, " have ", image.size(), " pixels, got ", x.rows(), " rows");
        Workspace<Scalar> memory{image};
        Flow<Scalar> flow{image, memory};
        for (Index j = 0; j < x.cols(); ++j) {
            Picture<Scalar> picture{image, {&x.coeffRef(0, j), x.rows()}, flow.spare};
            transform(picture, flow, [&](std::size_t part) { return Draw{key[part], j}; });
        }
    }

private:
    template <std::size_t k>
    using Part = std::tuple_element_t<k, std::tuple<Ts...>>;

    /// Applies all transforms to an image. Transforms of coordinates wait for the next transform of pixels,
    /// or for the end, and then sample the image once.
    void transform(auto& picture, auto& flow, const auto& draw) const {
        std::size_t first = 0;  // of the transforms that wait
        const auto next = [&]<std::size_t k>() {
            if constexpr (!CoordinateTransform<Part<k>>) {
                resample(first, k, picture, flow, draw);
                std::get<k>(transforms.parts).change(picture, draw(k));
                first = k + 1;
            }
        };
        [&]<std::size_t... k>(std::index_sequence<k...>) { (next.template operator()<k>(), ...); }
        (std::index_sequence_for<Ts...>{});
        resample(first, sizeof...(Ts), picture, flow, draw);
    }

    /// Samples the image where the transforms first ... end - 1 have moved the coordinates. They act
    /// backwards, from the result to the image.
    void resample(std::size_t first, std::size_t end, auto& picture, auto& flow, const auto& draw) const {
        if (first == end) return;
        flow.start();
        for (std::size_t k = end; k-- > first;) move(k, flow, draw);
        for (Index c = 0; !flow.still && c < image.channels; ++c) flow.show(picture.channel(c), border, fill);
    }

    /// Moves the coordinates by the transform number `number`.
    void move(std::size_t number, auto& flow, const auto& draw) const {
        const auto act = [&]<std::size_t k>() {
            if constexpr (CoordinateTransform<Part<k>>)
                if (k == number) std::get<k>(transforms.parts).move(flow, draw(k));
        };
        [&]<std::size_t... k>(std::index_sequence<k...>) { (act.template operator()<k>(), ...); }
        (std::index_sequence_for<Ts...>{});
    }
};

template <class T>
Augment(Shape, T, Border = Border::constant, double = 0) -> Augment<T>;
template <class... Ts>
Augment(Shape, Chain<Ts...>, Border = Border::constant, double = 0) -> Augment<Ts...>;

static_assert(Noise<Augment<>>);

}  // namespace regula::inline REGULA_ABI
