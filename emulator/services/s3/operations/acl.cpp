// Access control lists. There is one owner who may do everything: a list is checked, and a bucket's
// is kept and answered, without effect.
#include <algorithm>

#include "emulator/services/s3/operations/operations.h"
#include "emulator/services/s3/protocol/bucket_config_request.h"
#include "emulator/services/s3/protocol/errors.h"
#include "emulator/services/s3/protocol/object_lookup.h"
#include "emulator/services/s3/protocol/xml_element.h"
#include "emulator/text/ascii.h"

namespace brume::emulator::aws::s3 {
namespace {

constexpr const char* kAclDocument = "acl";
constexpr const char* kAllUsers = "http://acs.amazonaws.com/groups/global/AllUsers";
constexpr const char* kAuthenticated = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";

// Source: S3 User Guide, "Canned ACL".
struct CannedAcl {
  const char* name;
  const char* group = nullptr;
  bool writes = false;
};
constexpr CannedAcl kCanned[] = {{"private"},
                                 {"public-read", kAllUsers},
                                 {"public-read-write", kAllUsers, true},
                                 {"authenticated-read", kAuthenticated},
                                 {"aws-exec-read"},
                                 {"bucket-owner-read"},
                                 {"bucket-owner-full-control"},
                                 {"log-delivery-write"}};

void write_grant(XmlWriter& xml, const std::string& type, const std::string& who,
                 const char* permission) {
  xml.open("Grant").raw(
      "<Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"" + type +
      "\">");
  xml.text(type == "Group" ? "URI" : "ID", who).close("Grantee");
  xml.text("Permission", permission).close("Grant");
}

std::string policy_of(const Context& context, const CannedAcl& canned) {
  XmlWriter xml("AccessControlPolicy");
  write_owner(xml, context);
  xml.open("AccessControlList");
  write_grant(xml, "CanonicalUser", owner_id(context), "FULL_CONTROL");
  if (canned.group != nullptr) write_grant(xml, "Group", canned.group, "READ");
  if (canned.writes) write_grant(xml, "Group", canned.group, "WRITE");
  return xml.close("AccessControlList").finish();
}

bool has_grants(const Request& request) {
  return std::any_of(
      request.headers().begin(), request.headers().end(), [](const http::Header& header) {
        return equal_ignoring_case(std::string_view(header.name).substr(0, 12), "x-amz-grant-");
      });
}

// What the request says, as a document.
Result<std::string> read_acl(const Request& request) {
  const std::string* const named = request.headers().find("x-amz-acl");
  if (named != nullptr) {
    for (const CannedAcl& canned : kCanned) {
      if (*named == canned.name) return policy_of(request.context, canned);
    }
    return refuse("InvalidArgument", "Unknown ACL: " + *named);
  }
  if (has_grants(request)) return policy_of(request.context, kCanned[0]);
  if (request.document.empty()) {
    return refuse("MissingSecurityHeader", "Your request was missing a required header");
  }
  Result<XmlElement> root = parse_xml(request.document, "AccessControlPolicy");
  if (!root || root->child("AccessControlList") == nullptr) return refuse("MalformedACLError");
  return to_xml(*root);
}

}  // namespace

void get_bucket_acl(const RequestPtr& request) {
  const storage::BucketConfig* const config = config_of(request);
  if (config == nullptr) return;
  const auto kept = config->documents.find(kAclDocument);
  request->answer_xml(kept == config->documents.end() ? policy_of(request->context, kCanned[0])
                                                      : kept->second);
}

void put_bucket_acl(const RequestPtr& request) {
  const storage::BucketConfig* const there = config_of(request);
  if (there == nullptr) return;
  Result<std::string> acl = read_acl(*request);
  if (failed(request, acl)) return;
  storage::BucketConfig config = *there;
  config.documents[kAclDocument] = std::move(*acl);
  configure(request, std::move(config), 200);
}

void get_object_acl(const RequestPtr& request) {
  request->storage.head({request->bucket, request->key, request->query("versionId")},
                        [request](Result<storage::ObjectLookup> found) {
                          if (!is_there(request, found)) return;
                          request->answer_xml(policy_of(request->context, kCanned[0]));
                        });
}

void put_object_acl(const RequestPtr& request) {
  const Result<std::string> acl = read_acl(*request);
  if (failed(request, acl)) return;
  request->storage.head({request->bucket, request->key, request->query("versionId")},
                        [request](Result<storage::ObjectLookup> found) {
                          if (is_there(request, found)) request->answer(200);
                        });
}

}  // namespace brume::emulator::aws::s3
