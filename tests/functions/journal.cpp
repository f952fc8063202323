// Writes down what it is given, a line an event, in the file that JOURNAL names, and then ends as
// the event says: {"id": "a1", "end": "ok" | "fail" | "crash"}. `landed` is a destination: it
// writes down the records it gets. `dropped` writes down what a bucket tells:
// "ObjectCreated:Put in/a.txt 0cc1…", and fails of keys with "fail" in them; `echo` also puts a
// file of its own into FOLDER.
#include <fcntl.h>
#include <unistd.h>

#include <brume/events/s3.hpp>
#include <brume/json.hpp>
#include <cstdlib>
#include <fstream>
#include <string>

namespace {

void write_down(const std::string& line) {
  const int file = ::open(std::getenv("JOURNAL"), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  const std::string whole = line + "\n";
  const auto written = ::write(file, whole.data(), whole.size());
  ::close(file);
  if (written != static_cast<ssize_t>(whole.size())) throw brume::Error("Journal.Full", line);
}

brume::json work(const brume::json& event) {
  const std::string id = event.at("id");
  const std::string end = event.at("end");
  if (end == "fail") throw brume::Error("Work.Failed", id);
  if (end == "crash") std::abort();
  write_down("Done " + id);
  return {{"id", id}};
}

brume::json landed(const brume::json& record) {
  const std::string condition = record.at("requestContext").at("condition");
  const std::string id = record.at("requestPayload").at("id");
  write_down(condition + " " + id);
  return nullptr;
}

void dropped(const brume::S3Event& event) {
  for (const brume::S3Record& record : event.records) {
    const std::string key = record.s3.object.decoded_key();
    if (key.find("fail") != std::string::npos) throw brume::Error("Drop.Failed", key);
    write_down(record.event_name + " " + key + " " + record.s3.object.e_tag);
  }
}

// Writes into the folder that called it, and so sets itself off.
void echo(const brume::S3Event& event, const brume::Context& context) {
  dropped(event);
  const std::string name = std::getenv("FOLDER") + ("/" + std::string(context.request_id()));
  std::ofstream(name + ".txt") << "again\n";
}

}  // namespace

BRUME_HANDLER(echo, echo)
BRUME_HANDLER(work, work)
BRUME_HANDLER(dropped, dropped)
BRUME_HANDLER(landed, landed)
