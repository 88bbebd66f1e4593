#pragma once

/// Files of a run: checkpoints, safetensors, logs.

#include <regula/files/log.hpp>
#include <regula/files/saved_memory.hpp>
