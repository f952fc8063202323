#include "tests/unit/services/lambda/lambda_fixture.h"

#include <archive.h>
#include <archive_entry.h>
#include <doctest/doctest.h>
#include <stdlib.h>

#include <fstream>

namespace brume::emulator::aws::lambda::testing {
namespace {

std::filesystem::path new_folder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "brume-lambda-XXXXXX").string();
  BRUME_CHECK(::mkdtemp(pattern.data()) != nullptr);
  return pattern;
}

}  // namespace

LambdaFixture::LambdaFixture()
    : folder(new_folder()),
      functions({}, *hosting.invoker),
      changes(functions, hosting.time, hosting.ids),
      layers(documents, folder / "layers"),
      endpoint(hosting.time, hosting.ids, {}) {
  auto made = std::make_unique<Lambda>(Context{
      .functions = functions,
      .invoker = *hosting.invoker,
      .async = async,
      .clock = hosting.time,
      .ids = hosting.ids,
      .changes = changes,
      .documents = documents,
      .layers = layers,
      .run_blocking =
          [](Callback<void()> work, Callback<void()> done) {
            work();
            done();
          },
      .state_folder = folder,
      .function_url =
          [](const FunctionName& name) { return "http://" + name.qualified() + ".localhost/"; },
      .notice = [this](const std::string& text) { notices.push_back(text); }});
  functions.on_changed([this] { declare_functions(functions, resources); });
  resources.on_changed([this](std::string_view type) {
    if (type != "AWS::Lambda::Url") return;
    std::string urls;
    for (const RegisteredResource* url : resources.of_type(type)) {
      urls += (urls.empty() ? "" : ", ") + url->name + " " + url->properties.at("InvokeMode");
    }
    registered_urls.push_back(urls);
  });
  lambda = made.get();
  endpoint.add(std::move(made));
}

LambdaFixture::~LambdaFixture() {
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
}

std::string LambdaFixture::body_of(std::string_view text, int status) {
  const auto call = send(text);
  CAPTURE(std::string(text.substr(0, 200)));
  CAPTURE(call->response.body);
  CHECK(call->response.status == status);
  return call->response.body;
}

void LambdaFixture::add(const std::string& name,
                        const std::function<void(FunctionRecord&)>& change) {
  FunctionRecord record;
  FunctionConfig& config = record.latest.hosting;
  config.name = name;
  config.arn = functions.home().function_arn(name);
  config.handler = "hello.handler";
  config.task_root = folder / "source";
  config.log_group = "/aws/lambda/" + name;
  record.latest.code_sha256 = "of-" + name;
  record.latest.revision_id = "revision-1";
  record.latest.architectures = {"x86_64"};
  record.latest.last_modified = hosting.time.wall();
  if (change) change(record);
  REQUIRE(functions.add(std::move(record)).ok());
}

std::size_t LambdaFixture::files() const {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) ++count;
  }
  return count;
}

std::string make_zip(const std::vector<std::pair<std::string, std::string>>& files) {
  std::string zip(1 << 20, '\0');
  for (const auto& [name, content] : files) zip.resize(zip.size() + content.size());
  std::size_t used = 0;
  archive* const out = archive_write_new();
  archive_write_set_format_zip(out);
  archive_write_open_memory(out, zip.data(), zip.size(), &used);
  for (const auto& [name, content] : files) {
    archive_entry* const entry = archive_entry_new();
    const bool link = name.ends_with('@');
    archive_entry_set_pathname(entry,
                               link ? name.substr(0, name.size() - 1).c_str() : name.c_str());
    archive_entry_set_filetype(entry, link ? AE_IFLNK : AE_IFREG);
    archive_entry_set_perm(entry, 0755);
    if (link) {
      archive_entry_set_symlink(entry, content.c_str());
    } else {
      archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
    }
    BRUME_CHECK(archive_write_header(out, entry) == ARCHIVE_OK);
    if (!link) archive_write_data(out, content.data(), content.size());
    archive_entry_free(entry);
  }
  archive_write_close(out);
  archive_write_free(out);
  zip.resize(used);
  return zip;
}

std::string hello_library() {
  std::ifstream in(BRUME_HELLO_LIBRARY, std::ios::binary);
  BRUME_CHECK(in.good());
  return {std::istreambuf_iterator<char>(in), {}};
}

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace brume::emulator::aws::lambda::testing
