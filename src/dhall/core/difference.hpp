/// \file
/// What differs between two types, or between two values, in lines for a message.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/evaluator.hpp"
#include "core/quote.hpp"

namespace sigil::dhall {

/// What the two sides of a difference are called.
struct Sides {
  std::string_view left, right, left_only, right_only;
};
inline constexpr Sides kExpectedAndFound{"expected", "found", "missing", "surplus"};
inline constexpr Sides kLeftAndRight{"left", "right", "left only", "right only"};

/// Walks through both at once and keeps where they differ. It goes into what is built alike: fields,
/// alternatives, elements, arguments and results of functions. A pair that was met is not walked through
/// again, so that it takes time for the different pairs alone, up to a limit; what it keeps is limited, too,
/// however much differs. Nesting costs memory, not stack.
class Difference {
 public:
  enum class Step : std::uint8_t {
    Root,
    Field,       ///< `a`
    Alternative, ///< `<A>`
    Element,     ///< `[]`
    Item,        ///< `[3]`
    Optional,    ///< `?`
    Input,       ///< `∀(x)`
    Output,      ///< `→`
    Argument,    ///< `(1)`, of what is applied
  };
  /// A way into both.
  struct Place {
    std::uint32_t outer; ///< which Place this one is in
    Step step;
    bool differs;           ///< something in it
    const Symbol* label;    ///< Field, Alternative, Input
    std::uint64_t index;    ///< Item, Argument
    const LevelNode* bound; ///< Output: what stands for the argument
  };
  /// A side that is nullptr has nothing there; both are if one alternative holds a value, and the other not.
  struct Found {
    std::uint32_t place;
    Node* left;
    Node* right;
    bool left_has; ///< the field or alternative
    bool right_has;
  };

  /// \param variables  that may occur in both, outermost first
  Difference(Evaluator& evaluator, std::span<const LevelNode* const> variables, Node* left, Node* right);

  /// The first ones of what differs.
  std::span<const Found> found() const { return found_; }
  std::uint64_t count() const { return count_; }
  const Place& place(std::uint32_t index) const { return places_[index]; }
  /// From outside inwards, without the root.
  std::vector<const Place*> path(std::uint32_t place) const;

  /// Both sides as short texts, which are not the same.
  std::pair<std::string, std::string> texts(const Found& found) const;
  /// A line or two for each of what was found, and one for what is left out.
  /// \param between  a path and what is there: " : " or " = "
  std::vector<std::string> lines(const Sides& sides, std::string_view between) const;
  /// Fields that are missing here and surplus there, and have similar names: "'hots' …, is 'host' meant?".
  const std::vector<std::pair<const Symbol*, const Symbol*>>& misspelt() const { return misspelt_; }

 private:
  struct Todo {
    Node* left;
    Node* right;
    std::uint32_t place;
  };
  using Pair = std::pair<Node*, Node*>;
  struct PairHash {
    std::size_t operator()(const Pair& pair) const {
      return std::hash<const void*>()(pair.first) * 31 + std::hash<const void*>()(pair.second);
    }
  };

  void walk();
  void compare(Node* left, Node* right, std::uint32_t place);
  void parts(Node* left, Node* right, std::uint32_t place);
  void fields(const FieldsNode& left, const FieldsNode& right, std::uint32_t place);
  void lists(std::span<Node* const> left, std::span<Node* const> right, std::uint32_t place);
  void functions(ClosureNode& left, ClosureNode& right, std::uint32_t place);
  void applications(Node* left, Node* right, std::uint32_t place);
  std::pair<Node*, std::vector<Node*>> call(Node* node);
  void others(Node* left, Node* right, std::uint32_t place);
  void compare_names(const std::vector<const Symbol*>& missing, const std::vector<const Symbol*>& surplus);

  std::uint32_t inside(std::uint32_t outer, Step step, const Symbol* label = nullptr,
                       std::uint64_t index = 0);
  void add(Node* left, Node* right, std::uint32_t place) { todo_.push_back({left, right, place}); }
  void keep(const Found& found);
  void keep_both(Node* left, Node* right, std::uint32_t place) { keep({place, left, right, true, true}); }

  std::string path_text(std::uint32_t place) const;
  std::string name_of(const Place& place) const;
  std::string shown(Node* node, std::uint32_t place, std::size_t most_bytes) const;

  Evaluator& evaluator_;
  std::span<const LevelNode* const> variables_;
  std::vector<Place> places_;
  std::vector<Todo> todo_;
  std::unordered_map<Pair, std::uint32_t, PairHash> met_; ///< where first
  std::vector<std::pair<std::uint32_t, std::uint32_t>>
      again_; ///< a place, and where the same pair was met first
  std::vector<Found> found_;
  std::vector<std::pair<const Symbol*, const Symbol*>> misspelt_;
  std::uint64_t count_ = 0;
  std::uint64_t steps_ = 4'000'000; ///< that are left; 0: not all was compared
};

} // namespace sigil::dhall
