// About limits. There is no short expression that reaches one of them.
#include "explain/tables.hpp"

namespace sigil::dhall {

namespace {

constexpr Explanation kLimits[] = {
    {"dhall.limit.steps",
     "The option '--steps' limits function calls and loop rounds. The same expression needs the same number "
     "everywhere.",
     "", "",
     "The limit is too low for the expression, or the expression does more than was thought: a loop in a "
     "loop."},
    {"dhall.limit.memory", "Expressions and values have a limited amount of memory.", "", "",
     "'--memory' raises the limit.\n"
     "A normal form can be far larger than its source: print the part that is needed, or a Text made of it.\n"
     "Texts or lists that double in a loop."},
    {"dhall.limit.depth", "Expressions, types and values nest up to some depth: millions of levels, mostly.",
     "", "",
     "A file that was made by a program, with a long chain of something in brackets.\n"
     "A loop that builds something around what it had before, such as a record in a record."},
    {"dhall.limit.time",
     "The option '--timeout' limits the time of everything together: reading, imports and evaluation.", "", "",
     "The limit is too low for this machine, or for the servers that are asked.\n"
     "A loop in a loop: '--steps' tells it from a slow machine, as it counts the same everywhere."},
    {"dhall.limit.output-size", "What is printed or encoded of an expression has a limited size.", "", "",
     "'--output-size' raises the limit.\n"
     "A normal form can be far larger than its source, as what is shared in it is written out each time."},
    {"dhall.limit.imports", "An expression has a limited number of different imports.", "", "",
     "A file that was made by a program: join what it imports."},
    {"dhall.limit.import-depth", "Imports go a limited number of levels deep.", "", "",
     "Files that import one another in a chain, made by a program."},
    {"dhall.limit.import-size", "An import has a limited size.", "", "",
     "It is not the file that was meant.\nData that does not need to be an expression: import it 'as Bytes' "
     "or not at all."},
    {"dhall.limit.location", "The path or URL of an import has a limited length.", "", "",
     "Imports that go back and forth ('a/../a/..') with each level."},
    {"dhall.limit.sources", "All sources of a run together are smaller than 4 GiB.", "", "",
     "Make several runs of it."},
    {"dhall.limit.number", "A number has at most a thousand million bits.", "", "",
     "A loop that multiplies a number by itself."},
    {"dhall.limit.index", "The index of a variable, 'x@1', fits into 32 bits.", "", "",
     "The file is damaged: no program has that many variables of one name."},
    {"dhall.limit.fraction", "The fraction of a second in a time has a limited number of digits.", "", "",
     "The file is damaged, or was made to do harm."},
    {"dhall.limit.lookahead", "An encoded expression is read in one go, with a limited look ahead.", "", "",
     "The file is damaged, or was made to do harm."},
};

} // namespace

std::span<const Explanation> explanations_of_limits() {
  return kLimits;
}

} // namespace sigil::dhall
