/// \file
/// That what bench/eris compares does the same.
#pragma once

namespace sigil::bench {

/// Encodes contents around the borders of blocks and nodes by both pipelines, and decodes the blocks of each
/// by the other; says on stderr what differs. \returns whether nothing does.
bool check();

} // namespace sigil::bench
