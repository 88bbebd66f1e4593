#include <regula/model/pass_node.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::model_pass_node {

TEST_CASE("gradients that no loss reaches are zero, of the value and of each tangent") {
    PassNode<double> node;
    const Matrix<double> value = Matrix<double>::Ones(3, 2);
    node.y = &value;
    node.own = &node.whole;
    node.tangents = 2;
    node.own->tangents.resize(2);
    node.own->tangents[1].has_d = true;
    node.own->tangents[1].d = 5 * value;
    CHECK(node.any_tangent_gradient());
    node.clear_unreached();
    CHECK(node.own->dy == Matrix<double>::Zero(3, 2));
    CHECK(node.own->tangents[0].d == Matrix<double>::Zero(3, 2));
    CHECK(node.own->tangents[1].d == 5 * value);
    node.own->tangents[1].has_d = false;
    CHECK_FALSE(node.any_tangent_gradient());
}

TEST_CASE("a node takes the tangents of another through a map, and hands its gradients back") {
    PassNode<double> from, to;
    from.own = &from.whole, to.own = &to.whole;
    from.tangents = 1;
    from.own->tangents.resize(1);
    from.own->tangents[0].value = Matrix<double>::Constant(2, 2, 3);
    to.move_tangents(from, [](const auto& in, auto& out) { out = 2 * in; });
    CHECK(to.tangents == 1);
    CHECK(to.own->tangents[0].value == Matrix<double>::Constant(2, 2, 6));
    CHECK_FALSE(to.own->tangents[0].has_d);

    int calls = 0;
    const auto count = [&](auto&, auto&, bool& has) { ++calls, has = true; };
    to.each_gradient(from, count);
    CHECK(calls == 1);  // the tangent has no gradient yet
    CHECK(from.has_dy);
    to.own->tangents[0].has_d = true;
    to.each_gradient(from, count);
    CHECK(calls == 3);
    CHECK(from.own->tangents[0].has_d);
}

}  // namespace tests::model_pass_node
