#include <regula/model/written_blocks.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::model_written_blocks {

Parameters<double> three_blocks() {
    Parameters<double> g;
    g.add({.role = Role::weight, .name = "a", .rows = 3, .cols = 2});
    g.add({.role = Role::bias, .name = "b", .rows = 2, .cols = 1});
    g.add({.role = Role::weight, .name = "c", .rows = 2, .cols = 2});
    g.vector().setConstant(7);
    return g;
}

TEST_CASE("blocks are new in any order, and the blocks that nothing writes are set to zero") {
    auto g = three_blocks();
    const std::span<const Block> all{g.blocks()};
    WrittenBlocks written;
    written.clear(g.size());
    CHECK_FALSE(written.note(all.subspan(2, 1), &g));
    CHECK_FALSE(written.note(all.subspan(0, 1), &g));
    CHECK(written.contains(all[0]));
    CHECK_FALSE(written.contains(all[1]));
    written.clear_others(g);
    CHECK(g[all[1]].isZero(0));
    CHECK((g[all[0]].array() == 7).all());
    CHECK((g[all[2]].array() == 7).all());
}

TEST_CASE("a block that is written again says so, and a new block beside it begins at zero") {
    auto g = three_blocks();
    const std::span<const Block> all{g.blocks()};
    WrittenBlocks written;
    written.clear(g.size());
    CHECK_FALSE(written.note(all.subspan(1, 1), &g));
    CHECK(written.note(all.subspan(1, 2), &g));  // b again, c for the first time
    CHECK((g[all[1]].array() == 7).all());
    CHECK(g[all[2]].isZero(0));
    CHECK(written.note(all.subspan(2, 1), static_cast<Parameters<double>*>(nullptr)));
    written.clear(g.size());
    CHECK_FALSE(written.note(all, &g));
}

}  // namespace tests::model_written_blocks
