#pragma once

/// The version of the library; the build files read it from here.
#define REGULA_VERSION_MAJOR 0
#define REGULA_VERSION_MINOR 1
#define REGULA_VERSION_PATCH 0

/// One number to compare with: major * 10000 + minor * 100 + patch.
#define REGULA_VERSION (REGULA_VERSION_MAJOR * 10000 + REGULA_VERSION_MINOR * 100 + REGULA_VERSION_PATCH)
