// brume storage: the buckets of a running emulator and their objects, for people without a client.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "emulator/cli/command.h"
#include "emulator/cli/emulator_client.h"
#include "emulator/cli/help.h"
#include "emulator/cli/template_options.h"

namespace brume::emulator::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct StorageOptions {
  TemplateOptions source;
  std::string from, to;
  bool recursive = false;
  bool json = false;
};

// "s3://uploads/a/b" or "uploads/a/b".
struct ObjectAddress {
  std::string bucket, key;

  std::string path() const { return "/" + bucket + "/" + url_escaped_path(key); }
};

ObjectAddress place_of(std::string text) {
  constexpr std::string_view kScheme = "s3://";
  if (text.starts_with(kScheme)) text.erase(0, kScheme.size());
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos) return {text, {}};
  return {text.substr(0, slash), text.substr(slash + 1)};
}

Error wrong(std::string message) {
  return {Error::Code::kInvalidArgument, std::move(message)};
}

Error file_error(const std::string& what, const fs::path& file) {
  return wrong("cannot " + what + " " + file.string() + ": " + std::strerror(errno));
}

Result<json> ask_storage(const EmulatorClient& client, const std::string& path) {
  auto answer = client.get(path);
  if (!answer) return std::move(answer).error();
  json parsed = json::parse(*answer, nullptr, false);
  if (!parsed.is_object()) {
    return Error{Error::Code::kInternal, "the answer makes no sense: " + *answer};
  }
  return parsed;
}

// Calls `each` with every page of what begins with the place's key.
Status for_each_page(const EmulatorClient& client, const ObjectAddress& place, bool recursive,
                     const std::function<Status(const json& page)>& each) {
  std::string after;
  while (true) {
    auto page = ask_storage(client, "/_brume/storage/objects?bucket=" + url_escaped(place.bucket) +
                                        "&prefix=" + url_escaped(place.key) + "&after=" +
                                        url_escaped(after) + (recursive ? "" : "&delimiter=/"));
    if (!page) return std::move(page).error();
    if (Status done = each(*page); !done) return done;
    if (!page->contains("next") || !page->at("next").is_string()) return Done{};
    after = page->at("next").get<std::string>();
  }
}

Status list_buckets(const EmulatorClient& client, const StorageOptions& options) {
  auto answer = ask_storage(client, "/_brume/storage");
  if (!answer) return std::move(answer).error();
  if (options.json) {
    std::printf("%s\n", answer->dump().c_str());
    return Done{};
  }
  for (const json& bucket : answer->value("buckets", json::array())) {
    std::printf("%-32s  %s\n", bucket.value("name", "").c_str(),
                bucket.value("folder", "").c_str());
  }
  return Done{};
}

Status print_page(const json& page) {
  for (const json& prefix : page.value("prefixes", json::array())) {
    std::printf("%24s  %12s  %s\n", "", "", prefix.get<std::string>().c_str());
  }
  for (const json& object : page.value("objects", json::array())) {
    std::printf("%24s  %12llu  %s\n", object.value("lastModified", "").c_str(),
                object.value("size", 0ULL), object.value("key", "").c_str());
  }
  return Done{};
}

Status list_storage(const EmulatorClient& client, const StorageOptions& options) {
  if (options.from.empty()) return list_buckets(client, options);
  const ObjectAddress place = place_of(options.from);
  if (!options.json) return for_each_page(client, place, options.recursive, print_page);
  json all = {{"objects", json::array()}, {"prefixes", json::array()}};
  const Status done = for_each_page(client, place, options.recursive, [&all](const json& page) {
    for (const char* part : {"objects", "prefixes"}) {
      for (const json& each : page.value(part, json::array())) all[part].push_back(each);
    }
    return Status(Done{});
  });
  if (done) std::printf("%s\n", all.dump().c_str());
  return done;
}

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

Status put(const EmulatorClient& client, const StorageOptions& options) {
  ObjectAddress place = place_of(options.to);
  const fs::path from = options.from;
  if (place.key.empty() || place.key.ends_with('/')) place.key += from.filename().string();
  std::error_code failed;
  if (!fs::is_regular_file(from, failed)) return wrong(from.string() + " is not a file");
  const auto size = fs::file_size(from, failed);
  const File file(std::fopen(from.c_str(), "rbe"), std::fclose);
  if (file == nullptr || failed) return file_error("read", from);
  if (Status sent = client.put(place.path(), file.get(), size); !sent) return sent;
  std::printf("%s -> s3://%s/%s\n", from.c_str(), place.bucket.c_str(), place.key.c_str());
  return Done{};
}

// A file that is there is replaced only by a whole one.
Status get(const EmulatorClient& client, const StorageOptions& options) {
  const ObjectAddress place = place_of(options.from);
  if (place.key.empty()) return wrong("say which object: BUCKET/KEY");
  const bool print = options.to == "-";
  fs::path to = options.to.empty() ? fs::path(place.key).filename() : fs::path(options.to);
  std::error_code ignored;
  if (fs::is_directory(to, ignored)) to /= fs::path(place.key).filename();
  if (!print && !to.has_filename()) return wrong("say where to: " + options.from + " has no name");
  fs::path half = to;
  half += ".part";
  const File opened(print ? nullptr : std::fopen(half.c_str(), "wbe"),
                    [](std::FILE* file) { return file == nullptr ? 0 : std::fclose(file); });
  std::FILE* const out = print ? stdout : opened.get();
  if (out == nullptr) return file_error("write", half);
  bool written = true;
  Status got = client.stream(place.path(), [out, &written](std::string_view data) {
    written = std::fwrite(data.data(), 1, data.size(), out) == data.size();
    return written;
  });
  written = std::fflush(out) == 0 && written;
  if (!written && got) got = file_error("write", print ? fs::path("the output") : half);
  if (print) return got;
  if (!got) {
    fs::remove(half, ignored);
    return got;
  }
  if (std::rename(half.c_str(), to.c_str()) != 0) return file_error("write", to);
  return Done{};
}

Status remove_all(const EmulatorClient& client, const ObjectAddress& place) {
  return for_each_page(client, place, true, [&client, &place](const json& page) {
    for (const json& object : page.value("objects", json::array())) {
      const ObjectAddress each{place.bucket, object.value("key", "")};
      if (Status gone = client.erase(each.path()); !gone) return gone;
      std::printf("s3://%s/%s\n", each.bucket.c_str(), each.key.c_str());
    }
    return Status(Done{});
  });
}

Status remove(const EmulatorClient& client, const StorageOptions& options) {
  const ObjectAddress place = place_of(options.from);
  if (options.recursive) return remove_all(client, place);
  if (place.key.empty()) return wrong("say which object: BUCKET/KEY, or -r for all of a bucket");
  return client.erase(place.path());
}

using Action = Status (*)(const EmulatorClient&, const StorageOptions&);

int run_storage(Action action, const char* name, const StorageOptions& options) {
  const auto complain = [name](const Error& error) {
    std::fprintf(stderr, "brume storage %s: %s\n", name, error.message.c_str());
    return error.code == Error::Code::kInvalidArgument ? kExitUsage : kExitFailed;
  };
  const auto load = load_options(options.source);
  if (!load) return complain(load.error());
  const auto client = EmulatorClient::find(load.value().template_file);
  if (!client) return complain(client.error());
  if (client.value().running().aws_url.empty()) {
    return complain({Error::Code::kUnavailable,
                     "the emulator that runs serves no AWS endpoint; `brume start` does"});
  }
  const Status done = action(client.value(), options);
  return done ? kExitOk : complain(done.error());
}

struct Verb {
  const char* name;
  const char* help;
  Action action;
};

CLI::App* add_verb(CLI::App& command, const Verb& verb,
                   const std::shared_ptr<StorageOptions>& options, int& exit_code) {
  CLI::App* added = command.add_subcommand(verb.name, verb.help);
  add_template_options(*added, options->source);
  added->callback(
      [options, verb, &exit_code] { exit_code = run_storage(verb.action, verb.name, *options); });
  return added;
}

}  // namespace

void add_storage_command(CLI::App& root, int& exit_code) {
  CLI::App* command =
      root.add_subcommand("storage", "List, upload, download and remove objects of buckets");
  command->require_subcommand(1);
  auto options = std::make_shared<StorageOptions>();
  command->footer(
      "Speaks to the emulator that `brume start` runs here. A place is BUCKET/KEY, with s3:// or\n"
      "without.\n\n" +
      examples({{"brume storage ls", "the buckets and their folders"},
                {"brume storage ls uploads/photos/"},
                {"brume storage put cat.jpg uploads/photos/"},
                {"brume storage get uploads/photos/cat.jpg -", "on standard output"},
                {"brume storage rm -r uploads/photos/"}}));
  CLI::App* ls =
      add_verb(*command, {"ls", "Buckets, or what is in one", list_storage}, options, exit_code);
  ls->add_option("place", options->from, "a bucket, or what its keys begin with")
      ->type_name("PLACE");
  ls->add_flag("-r,--recursive", options->recursive, "all keys, not only to the next slash");
  ls->add_flag("--json", options->json, "for scripts");
  CLI::App* upload = add_verb(*command, {"put", "Upload a file", put}, options, exit_code);
  upload->add_option("file", options->from, "what to upload")->type_name("FILE")->required();
  upload->add_option("place", options->to, "where to; ends in a slash: under the file's name")
      ->type_name("PLACE")
      ->required();
  CLI::App* download = add_verb(*command, {"get", "Download an object", get}, options, exit_code);
  download->add_option("place", options->from, "of the object")->type_name("PLACE")->required();
  download->add_option("file", options->to, "where to; -: standard output; else its name, here")
      ->type_name("FILE");
  CLI::App* rm = add_verb(*command, {"rm", "Remove an object", remove}, options, exit_code);
  rm->add_option("place", options->from, "of the object")->type_name("PLACE")->required();
  rm->add_flag("-r,--recursive", options->recursive, "all whose keys begin so");
}

}  // namespace brume::emulator::cli
