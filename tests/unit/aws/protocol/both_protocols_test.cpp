// What is sent as JSON and what is sent as Query is the same to an operation: random inputs,
// written both ways, are read alike.
#include <doctest/doctest.h>

#include <random>

#include "emulator/aws/protocol/codec.h"
#include "emulator/aws/protocol/input.h"

using namespace brume::emulator;
using namespace brume::emulator::aws;

namespace {

enum class Kind {
  kText,
  kNumber,
  kTruth,
  kTexts,
  kTextMap,
  kStructure,
  kStructures,
  kStructureMap
};

// The model: a structure has Text always, and any of the others, nested as deep as it goes.
struct ModelMember {
  const char* name;
  Kind kind;
};
constexpr ModelMember kModel[] = {
    {"Text", Kind::kText},
    {"Number", Kind::kNumber},
    {"Truth", Kind::kTruth},
    {"Names", Kind::kTexts},
    {"FlatNames", Kind::kTexts},
    {"Tags", Kind::kTextMap},
    {"FlatTags", Kind::kTextMap},
    {"Inner", Kind::kStructure},
    {"Inners", Kind::kStructures},
    {"FlatInners", Kind::kStructures},
    {"Named", Kind::kStructureMap},
    {"FlatNamed", Kind::kStructureMap},
    {"OwnNamed", Kind::kStructureMap},
};
constexpr QueryShape kModelShapes[] = {
    {"FlatNames", "FlatName"},         {"FlatTags", "FlatTag", "Key", "Value"},
    {"FlatInners", "FlatInner"},       {"FlatNamed", "FlatEntry", "Name", "Value"},
    {"OwnNamed", "", "Name", "Value"},
};

const QueryShape* model_shape(std::string_view member) {
  for (const QueryShape& shape : kModelShapes) {
    if (shape.member == member) return &shape;
  }
  return nullptr;
}

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  Structure structure(int depth) {
    Structure structure{{"Text", text()}};
    for (const ModelMember& member : kModel) {
      if (member.kind == Kind::kText || below(3) != 0) continue;
      if (depth == 0 && member.kind >= Kind::kStructure) continue;
      structure.add(member.name, value(member.kind, depth));
    }
    return structure;
  }

 private:
  Value value(Kind kind, int depth) {
    switch (kind) {
      case Kind::kText:
        return text();
      case Kind::kNumber:
        return static_cast<std::int64_t>(random_()) - 1'000'000'000;
      case Kind::kTruth:
        return below(2) == 0;
      case Kind::kStructure:
        return structure(depth - 1);
      case Kind::kTexts:
      case Kind::kStructures: {
        List list;
        for (unsigned left = below(13); left > 0; --left) list.push_back(element(kind, depth));
        return list;
      }
      case Kind::kTextMap:
      case Kind::kStructureMap:
        break;
    }
    Map map;
    for (unsigned left = below(4); left > 0; --left) {
      map.add(std::to_string(left) + text(), element(kind, depth));
    }
    return map;
  }

  Value element(Kind kind, int depth) {
    if (kind == Kind::kTexts || kind == Kind::kTextMap) return text();
    return structure(depth - 1);
  }

  std::string text() {
    static const std::string kPieces[] = {"a",  "Z9",  " ", "&",        "=",     "+",
                                          "%",  "%41", ".", "\n",       "<",     "\"",
                                          "\\", "é",   "😀", "member.1", "entry", "{}"};
    std::string text;
    for (unsigned left = below(5); left > 0; --left) text += kPieces[below(std::size(kPieces))];
    return text;
  }

  unsigned below(std::size_t limit) { return static_cast<unsigned>(random_() % limit); }

  std::mt19937 random_;
};

// A client's half of Query: writes a form, as an AWS SDK does.
class FormWriter {
 public:
  static std::string write(const Structure& input) {
    FormWriter writer;
    for (const auto& [name, value] : input) writer.member("", name, value);
    return writer.form_;
  }

 private:
  void member(const std::string& prefix, const std::string& name, const Value& value) {
    const QueryShape* const shape = model_shape(name);
    const bool flat = shape != nullptr && !shape->element.empty();
    const std::string path = prefix + (flat ? std::string(shape->element) : name);
    if (const List* const list = value.get<List>()) {
      if (list->empty()) parameter(path, "");
      int place = 0;
      for (const Value& element : *list) {
        write_value(path + (flat ? "." : ".member.") + std::to_string(++place), element);
      }
    } else if (const Map* const map = value.get<Map>()) {
      if (map->empty()) parameter(path, "");
      int place = 0;
      for (const auto& [key, element] : *map) {
        const std::string entry = path + (flat ? "." : ".entry.") + std::to_string(++place) + ".";
        parameter(entry + std::string(shape == nullptr ? "key" : shape->key), key);
        write_value(entry + std::string(shape == nullptr ? "value" : shape->value), element);
      }
    } else {
      write_value(path, value);
    }
  }

  void write_value(const std::string& path, const Value& value) {
    if (const auto* const structure = value.get<Structure>()) {
      for (const auto& [name, content] : *structure) member(path + ".", name, content);
    } else if (const auto* const number = value.get<Number>()) {
      parameter(path, number->text);
    } else if (const bool* const truth = value.get<bool>()) {
      parameter(path, *truth ? "true" : "false");
    } else {
      parameter(path, *value.get<std::string>());
    }
  }

  void parameter(const std::string& path, const std::string& text) {
    form_ += (form_.empty() ? "" : "&") + path + "=";
    constexpr char kDigits[] = "0123456789ABCDEF";
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      form_ += '%';
      form_ += kDigits[byte >> 4U];
      form_ += kDigits[byte & 15U];
    }
  }

  std::string form_;
};

std::string describe(Input input);

std::string describe_member(Input& input, const ModelMember& member) {
  std::string text;
  switch (member.kind) {
    case Kind::kText:
      return *input.text(member.name);
    case Kind::kNumber:
      return std::to_string(*input.number(member.name));
    case Kind::kTruth:
      return *input.truth(member.name) ? "yes" : "no";
    case Kind::kStructure:
      return describe(*input.structure(member.name));
    case Kind::kTexts: {
      const auto texts = *input.text_list(member.name);
      for (const std::string& element : texts) text += "[" + element + "]";
      return text;
    }
    case Kind::kStructures: {
      const auto structures = *input.structure_list(member.name);
      for (const Input& element : structures) text += describe(element);
      return text;
    }
    case Kind::kTextMap: {
      const auto texts = *input.text_map(member.name);
      for (const auto& [key, element] : texts) text += "[" + key + ":" + element + "]";
      return text;
    }
    case Kind::kStructureMap: {
      const auto structures = *input.structure_map(member.name);
      for (const auto& [key, element] : structures) text += "[" + key + ":" + describe(element);
      return text;
    }
  }
  return text;
}

// All that an operation can read of the model, as one text.
std::string describe(Input input) {
  std::string text = "(";
  for (const ModelMember& member : kModel) {
    if (!input.has(member.name)) continue;
    text += std::string(member.name) + "=" + describe_member(input, member) + ";";
  }
  return text + ")";
}

std::string describe(const Result<Value>& value, Protocol protocol) {
  REQUIRE(value.ok());
  ValidationErrors errors(protocol);
  std::string text = describe(Input(value.value(), errors));
  CHECK(errors.verdict().ok());
  return text;
}

}  // namespace

TEST_CASE("random inputs are read alike, sent as JSON and as Query") {
  std::size_t longest = 0;
  for (unsigned seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    const Structure input = Generator(seed).structure(3);
    const std::string json = describe(read_json(write_json(input)), Protocol::kJson10);
    const std::string form = FormWriter::write(input);
    CAPTURE(form);
    REQUIRE(describe(read_form(form, kModelShapes), Protocol::kQuery) == json);
    longest = std::max(longest, json.size());
  }
  CHECK(longest > 1000);
}

TEST_CASE("forms that are cut or changed anywhere are read or refused, and nothing breaks") {
  std::mt19937 random(7);
  int refused = 0;
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::string form = FormWriter::write(Generator(seed).structure(2));
    for (int change = 0; change < 5; ++change) {
      constexpr std::string_view kBytes = ".%&=1a+";
      form[random() % form.size()] = kBytes[random() % kBytes.size()];
    }
    const Result<Value> value = read_form(form, kModelShapes);
    if (!value) ++refused;
    if (value) CHECK(value.value().get<Structure>() != nullptr);
  }
  CHECK(refused > 0);
  CHECK(refused < 300);
}

TEST_CASE("JSON that is cut anywhere is refused") {
  const std::string json = write_json(Generator(5).structure(2));
  for (std::size_t length = 1; length < json.size(); ++length) {
    CHECK_FALSE(read_json(std::string_view(json).substr(0, length)).ok());
  }
}
