#include <regula/files/saved_memory.hpp>

#include <regula/files/checkpoint.hpp>

#include "support/catch.hpp"
#include "support/temporary_file.hpp"
#include "support/two_blocks.hpp"

using namespace regula;

namespace tests::files_saved_memory {

using Memories = std::vector<Memory<double>>;

TEST_CASE(
    "memories of any number of owners, numbers and vectors are read as they were, and their blocks counted") {
    const test::TemporaryFile file;
    const auto theta = test::two_blocks();
    const Vector<double> some = theta.vector() / 3;
    const Memories all{
        {"Adam", {0, 7}, {some, 2 * some}}, {"Ema", {1.0 / 3}, {some}}, {"B", {}, {some}}, {"C", {5}}},
        none;
    Checkpoint checkpoint;
    nlohmann::json metadata;
    add_memories(checkpoint, metadata, "memory", theta, all);
    add_memories(checkpoint, metadata, "watch", theta, none);
    checkpoint.write(file.path(), metadata);
    const Checkpoint found{file.path()};
    std::size_t blocks = 1;
    CHECK(memories_of(found, "memory", theta, blocks) == all);
    CHECK(blocks == 1 + 4 * 2 + 3);
    CHECK(memories_of(found, "watch", theta, blocks) == none);
    CHECK_THROWS_AS(memories_of(found, "within", theta, blocks), FileError);
    const Memories other{{"Adam", {}, {Vector<double>::Ones(5)}}};
    CHECK_THROWS_WITH(add_memories(checkpoint, metadata, "memory", theta, other),
                      "save: Adam remembers 5 numbers for the 6 parameters");
}

}  // namespace tests::files_saved_memory
