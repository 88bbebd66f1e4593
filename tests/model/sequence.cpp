#include <regula/model/sequence.hpp>

#include <regula/layer/dense.hpp>
#include <regula/layer/residual.hpp>
#include <regula/layer/tanh.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::model_sequence {

/// A pass that writes down what it is asked.
struct Listing {
    std::string asked = {};
    Node enter(Node x, Shape, bool) { return say("enter", x); }
    Node at(const Block& place, Node x, bool = false) { return say(place.name, x); }
    Node apply(const LayerUse<double>& use, Node x) {
        return say(text(use.layer.name(), use.leads_to == nullptr ? "" : text(" to ", use.leads_to->name)),
                   x);
    }
    Node sum(Node a, Node b) { return say("sum", {std::max(a.number, b.number)}); }
    Node say(const std::string& what, Node x) {
        asked += (asked.empty() ? "" : ", ") + what;
        return {x.number + 1};
    }
};

TEST_CASE("a sequence asks a pass layer by layer, with its places, and a residual block for a sum") {
    Numbering numbering;
    const Sequence<double> sequence{
        3, {Dense{4}, Tanh{}, Residual{Dense{5}, Tanh{}, Dense{4}}, Dense{6}, Tanh{}, Dense{2}}, numbering};
    CHECK(sequence.outputs() == 2);
    CHECK(numbering.with_weights == 5);
    CHECK(numbering.branches == 1);
    CHECK(numbering.layers == 9);
    Listing pass;
    sequence(pass, Node{0});
    // What goes into a residual block is needed whole, for it passes beside the branch.
    CHECK(pass.asked ==
          "enter, Dense, Tanh, hidden[0], Dense to hidden[1], Tanh, hidden[1], Dense, branches[0], sum, "
          "hidden[2], "
          "Dense to hidden[3], Tanh, hidden[3], Dense");
}

TEST_CASE("it tells of its layers and places in their order") {
    Numbering numbering{.prefix = "net."};
    Sequence<double> sequence{3, {Dense{4}, Residual{Dense{4}}, Dense{2}}, numbering};
    std::string names;
    sequence.each_layer([&](const Layer<double>& layer, std::span<Block> blocks, std::size_t number) {
        names += text(number, " ", layer.name(), " ", blocks.empty() ? "" : blocks[0].name, "; ");
    });
    CHECK(names == "0 Dense net.0.weight; 1 Dense net.1.weight; 2 Residual ; 3 Dense net.2.weight; ");
    names.clear();
    sequence.each_place([&](const Block& place) { names += place.name + " "; });
    CHECK(names == "net.hidden[0] net.branches[0] net.hidden[1] ");
}

}  // namespace tests::model_sequence
