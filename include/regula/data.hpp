#pragma once

/// Data sets: made, read, split, scaled, and handed out in minibatches.

#include <regula/data/batches.hpp>
#include <regula/data/concatenate.hpp>
#include <regula/data/corrupt_labels.hpp>
#include <regula/data/csv.hpp>
#include <regula/data/dataset.hpp>
#include <regula/data/folds.hpp>
#include <regula/data/glyph_canvas.hpp>
#include <regula/data/glyph_hand.hpp>
#include <regula/data/glyph_strokes.hpp>
#include <regula/data/glyphs.hpp>
#include <regula/data/idx.hpp>
#include <regula/data/named_inputs.hpp>
#include <regula/data/partly_labelled.hpp>
#include <regula/data/permutation.hpp>
#include <regula/data/read_file.hpp>
#include <regula/data/split.hpp>
#include <regula/data/standardize.hpp>
#include <regula/data/table.hpp>
#include <regula/data/targets.hpp>
#include <regula/data/tasks.hpp>
#include <regula/data/together.hpp>
#include <regula/data/waveform.hpp>
