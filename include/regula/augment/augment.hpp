#pragma once

#include <regula/augment/transform.hpp>
#include <regula/core/policy.hpp>

namespace regula::inline REGULA_ABI {

/// Dataset augmentation: shows each image changed at random in ways that leave its class, anew in each step.
///
///     fit(net, loss, train, sgd, Augment{Shape{28, 28}, Rotate{15} | Translate{2, 2} | Brightness{0.1}});
///
/// It is noise on inputs, and nothing that evaluation sees. The transforms act in the order written; those of
/// coordinates that follow each other sample the image once, bilinearly, with `border` around it, which is
/// `fill` if constant. Throws std::invalid_argument if a sample has not image.size() rows. Up to 50 x 50
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
            run<0, 0>(picture, flow, [&](std::size_t part) { return Draw{key[part], j}; });
        }
    }

private:
    template <std::size_t I>
    static constexpr bool of_coordinates() {
        if constexpr (I < sizeof...(Ts))
            return CoordinateTransform<std::tuple_element_t<I, std::tuple<Ts...>>>;
        else
            return false;
    }

    /// The transforms from number I on, which until End are of coordinates.
    template <std::size_t I, std::size_t End>
    void run(auto& picture, auto& flow, const auto& draw) const {
        if constexpr (of_coordinates<End>()) {
            run<I, End + 1>(picture, flow, draw);
        } else if constexpr (I < End) {
            flow.start();
            const auto move = [&]<std::size_t... K>(
                std::index_sequence<K...>) {  // from the result to the image
                (std::get<End - 1 - K>(transforms.parts).move(flow, draw(End - 1 - K)), ...);
            };
            move(std::make_index_sequence<End - I>{});
            for (Index c = 0; !flow.still && c < image.channels; ++c)
                flow.show(picture.channel(c), border, fill);
            run<End, End>(picture, flow, draw);
        } else if constexpr (I < sizeof...(Ts)) {
            std::get<I>(transforms.parts).change(picture, draw(I));
            run<I + 1, I + 1>(picture, flow, draw);
        }
    }
};

template <class T>
Augment(Shape, T, Border = Border::constant, double = 0) -> Augment<T>;
template <class... Ts>
Augment(Shape, Chain<Ts...>, Border = Border::constant, double = 0) -> Augment<Ts...>;

static_assert(Noise<Augment<>>);

}  // namespace regula::inline REGULA_ABI
