#include "scenarios/node.h"

#include <utility>

namespace plugtest::scenarios {

Where Place::where() const {
  Where where;
  if (file) where.file = *file;
  where.line = line;
  where.column = column;
  return where;
}

const Node* Node::find(std::string_view key) const {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].text == key) return &items[i];
  }
  return nullptr;
}

Node* Node::find(std::string_view key) {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].text == key) return &items[i];
  }
  return nullptr;
}

Node text_node(std::string text, std::string origin) {
  Node node;
  node.kind = Node::Kind::text;
  node.text = std::move(text);
  node.place.file = std::make_shared<const std::string>(std::move(origin));
  return node;
}

std::string_view to_string(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::nothing:
      return "nothing";
    case Node::Kind::text:
      return "a text";
    case Node::Kind::list:
      return "a list";
    case Node::Kind::map:
      return "a map";
  }
  return "nothing";
}

}  // namespace plugtest::scenarios
