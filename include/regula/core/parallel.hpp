#pragma once

/// Threads for independent tasks and for the tiles of one task.

#include <regula/core/parallel/threads.hpp>
#include <regula/core/parallel/workers.hpp>
