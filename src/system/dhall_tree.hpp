/// \file
/// A Dhall value as a tree: what `dhall to-json` makes of it, with the places of the source.
#pragma once

#include "object_reader.hpp"
#include "tree.hpp"

namespace sigil::dhall {
class Value;
}

namespace sigil::system {

/// Evaluates all of `value`. A list of entries `{ mapKey, mapValue }` is an object, an alternative is what it
/// holds or its name, None is absent as a field; a list of parts (docs/design/dhall-descriptions.md) is the
/// object of a configuration node.
/// \param context  of Origin::Dhall; gets the names of the files that places name
/// \throws Error{Invalid} with place and field for what is no data, a key that is given twice, parts that are
/// no node; Error{Limit}; what evaluation throws, "dhall.…".
TreeValue read_dhall(const dhall::Value& value, ReadContext& context);

} // namespace sigil::system
