#pragma once

#include <regula/augment/draw.hpp>
#include <regula/augment/flow.hpp>
#include <regula/augment/picture.hpp>

#include <tuple>
#include <utility>

namespace regula::inline REGULA_ABI {

/// A transform of coordinates:     move(flow, draw)    flow.x, flow.y <- where the pixels come from
template <class T>
concept CoordinateTransform = requires(const T& transform, Flow<double>& flow, const Draw& draw) {
    transform.move(flow, draw);
};

/// A transform of pixel values:     change(picture, draw)    picture.pixels <- others
template <class T>
concept PixelTransform = requires(const T& transform, Picture<double>& picture, const Draw& draw) {
    transform.change(picture, draw);
};

/// A transform is an aggregate of coefficients with one of these verbs, and check() if they may be wrong.
template <class T>
concept Transform = CoordinateTransform<T> || PixelTransform<T>;

/// Transforms in a row: the type of a | b.
template <class... Ts>
struct Chain {
    constexpr Chain(Ts... transforms) : parts{std::move(transforms)...} {}

    std::tuple<Ts...> parts;
};

template <class... Ts>
Chain<Ts...> chain_of(std::tuple<Ts...> parts) {
    return std::make_from_tuple<Chain<Ts...>>(std::move(parts));
}

/// First a, then b:     Rotate{15} | Brightness{0.1} | Erase{}
template <Transform A, Transform B>
Chain<A, B> operator|(A a, B b) {
    return {std::move(a), std::move(b)};
}
template <class... As, Transform B>
Chain<As..., B> operator|(Chain<As...> a, B b) {
    return chain_of(std::tuple_cat(std::move(a.parts), std::tuple{std::move(b)}));
}
template <Transform A, class... Bs>
Chain<A, Bs...> operator|(A a, Chain<Bs...> b) {
    return chain_of(std::tuple_cat(std::tuple{std::move(a)}, std::move(b.parts)));
}
template <class... As, class... Bs>
Chain<As..., Bs...> operator|(Chain<As...> a, Chain<Bs...> b) {
    return chain_of(std::tuple_cat(std::move(a.parts), std::move(b.parts)));
}

}  // namespace regula::inline REGULA_ABI
