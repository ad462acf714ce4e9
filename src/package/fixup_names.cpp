#include "fixup_names.hpp"

#include <algorithm>

#include "components.hpp"
#include "sigil/base/parallel.hpp"
#include "sigil/package/set_name.hpp"

namespace sigil::package {
namespace {

/// The outputs' own paths as they could stand in a file: store and hash, as far as they are in the store.
std::vector<std::string> own_paths(const FixupGraph& graph) {
  std::vector<std::string> paths;
  for (const OutputRoot& output : graph.outputs()) {
    if (output.path.parent_path() != graph.request().store) continue;
    const std::string name = output.path.filename().native();
    constexpr std::size_t kHashLength = 32;
    const bool has_hash = name.size() > kHashLength && name[kHashLength] == '-';
    paths.push_back((output.path.parent_path() / (has_hash ? name.substr(0, kHashLength) : name)).native());
  }
  return paths;
}

class Naming {
 public:
  explicit Naming(FixupGraph& graph)
      : graph_(graph), nodes_(graph.nodes()), own_paths_(own_paths(graph)), failures_(nodes_.size()),
        failed_(nodes_.size(), 0) {}

  void run(ErrorList& errors) {
    for (const auto& level : levels()) parallel_for(level.size(), [&](std::size_t i) { name(*level[i]); });
    for (const std::optional<Error>& failure : failures_)
      if (failure) errors.add(*failure);
  }

 private:
  using Component = std::vector<std::size_t>;

  /// Components by height: each level needs only those below.
  std::vector<std::vector<const Component*>> levels() {
    std::vector<std::vector<std::size_t>> edges(nodes_.size());
    for (std::size_t i = 0; i < edges.size(); ++i)
      for (const FixupNode::Edge& edge : nodes_[i].needs)
        if (!edge.keeps_name && is_own(edge.target)) edges[i].push_back(edge.target);
    components_ = strong_components(edges);
    std::erase_if(components_, [this](const Component& component) { return !is_own(component.front()); });
    std::vector<std::size_t> heights(edges.size(), 0);
    std::vector<std::vector<const Component*>> levels;
    for (const Component& component : components_) {
      std::size_t height = 0;
      for (const std::size_t member : component)
        for (const std::size_t target : edges[member])
          if (!std::binary_search(component.begin(), component.end(), target))
            height = std::max(height, heights[target] + 1);
      for (const std::size_t member : component) heights[member] = height;
      if (levels.size() <= height) levels.resize(height + 1);
      levels[height].push_back(&component);
    }
    return levels;
  }

  bool is_own(std::size_t node) const { return nodes_[node].kind == FixupNode::Kind::Own; }

  bool is_set(const Component& component) const {
    const auto& needs = nodes_[component.front()].needs;
    return component.size() > 1 || std::any_of(needs.begin(), needs.end(), [&](const FixupNode::Edge& edge) {
             return edge.target == component.front() && !edge.keeps_name;
           });
  }

  void name(const Component& component) {
    const std::size_t first = component.front();
    try {
      for (const std::size_t member : component)
        for (const FixupNode::Edge& edge : nodes_[member].needs)
          if (!edge.keeps_name && failed_[edge.target] != 0) {
            for (const std::size_t failed : component) failed_[failed] = 1;
            return;
          }
      if (is_set(component))
        name_set_of(component);
      else
        name_one(first);
      for (const std::size_t member : component) finish(member);
    } catch (Error& error) {
      if (error.kind() == ErrorKind::Interrupted || error.kind() == ErrorKind::Internal) throw;
      for (const std::size_t failed : component) failed_[failed] = 1;
      error.while_doing("while rewriting " + graph_.quoted(first)).at(nodes_[first].where);
      failures_[first] = std::move(error);
    }
  }

  /// What changes in a file, without the names of `component`'s members.
  elf::Edits edits_of(std::size_t node, const Component& component) const {
    elf::Edits edits;
    edits.remove_search_paths = true;
    for (const FixupNode::Edge& edge : nodes_[node].needs)
      if (!edge.keeps_name && !std::binary_search(component.begin(), component.end(), edge.target))
        edits.needed[edge.name] = nodes_[edge.target].name();
    return edits;
  }

  void name_one(std::size_t index) {
    FixupNode& node = nodes_[index];
    node.rewritten = elf::rewrite(node.content.bytes(), edits_of(index, {}));
    node.layout = node.rewritten.layout;
    if (node.layout == elf::Layout::Unchanged)
      node.final_content = node.content;
    else if (graph_.is_for_image())
      node.final_content = Blob::of(node.rewritten.applied_to(node.content.bytes()));
  }

  /// By what is the same before and after, so that a second run finds the same order: DT_SONAME, or what the
  /// file is called, then where it is.
  Component in_order(Component component) const {
    const auto key = [this](std::size_t index) {
      const FixupNode& node = nodes_[index];
      return node.soname.empty() ? node.path.filename().native() : node.soname;
    };
    std::stable_sort(component.begin(), component.end(),
                     [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
    return component;
  }

  void name_set_of(const Component& component) {
    const Component order = in_order(component);
    std::map<std::size_t, std::size_t> index_of;
    for (std::size_t i = 0; i < order.size(); ++i) index_of[order[i]] = i;
    std::vector<SetMember> members;
    for (const std::size_t member : order) {
      SetMember& added =
          members.emplace_back(SetMember{nodes_[member].content.bytes(), edits_of(member, component), {}});
      for (const FixupNode::Edge& edge : nodes_[member].needs)
        if (const auto found = index_of.find(edge.target); found != index_of.end() && !edge.keeps_name)
          added.inside[edge.name] = found->second;
    }
    NamedSet set = name_set(members);
    for (std::size_t i = 0; i < order.size(); ++i) {
      FixupNode& node = nodes_[order[i]];
      node.set_name = SetName{set.hash, i}.text();
      const bool is_same = std::equal(set.contents[i].begin(), set.contents[i].end(),
                                      node.content.bytes().begin(), node.content.bytes().end());
      node.layout = is_same                                    ? elf::Layout::Unchanged
                    : set.layouts[i] == elf::Layout::Unchanged ? elf::Layout::InPlace
                                                               : set.layouts[i];
      node.final_content = is_same ? node.content : Blob::of(std::move(set.contents[i]));
    }
  }

  void finish(std::size_t index) {
    FixupNode& node = nodes_[index];
    const bool is_same = node.layout == elf::Layout::Unchanged;
    thread_local Bytes buffer; // fresh memory for each file costs more than copying it
    ByteView content = node.final_content.bytes();
    if (content.empty()) {
      node.rewritten.applied_to(node.content.bytes(), buffer);
      content = buffer;
    }
    check_self_references(index, as_text(content));
    node.final_size_bytes = content.size();
    if (!graph_.is_for_image()) node.final_sha256 = is_same ? node.sha256 : crypto::sha256(content);
    node.capability = is_same && node.as_it_is
                          ? node.as_it_is
                          : capability_of(content, graph_.request().block_size, graph_.request().secret);
  }

  void check_self_references(std::size_t index, std::string_view text) const {
    if (graph_.request().allows_self_references) return;
    for (const std::string& path : own_paths_) {
      const std::size_t at = text.find(path);
      if (at == std::string_view::npos) continue;
      std::size_t end = at;
      while (end < text.size() && end - at < 256 && text[end] > ' ' && text[end] < 0x7f) ++end;
      throw Error(ErrorKind::Invalid,
                  "file " + graph_.quoted(index) +
                      " contains a path of its own package: " + in_quotes(text.substr(at, end - at)))
          .coded("package.self-reference")
          .hint("its name would depend on where it was built; remove the path, or allow it with "
                "'--allow-self-references' (erisAllowSelfReferences)");
    }
  }

  FixupGraph& graph_;
  std::vector<FixupNode>& nodes_;
  std::vector<std::string> own_paths_;
  std::vector<Component> components_;
  std::vector<std::optional<Error>> failures_; ///< each written by one thread
  std::vector<char> failed_;
};

} // namespace

void name_files(FixupGraph& graph, ErrorList& errors) {
  Naming(graph).run(errors);
}

} // namespace sigil::package
