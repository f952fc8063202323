// How AWS's protocols frame answers and errors. Pure.
// Sources: the Smithy specifications of restJson1, awsJson1_0, awsJson1_1, awsQuery and restXml;
// recordings for the errors of Lambda, DynamoDB and S3.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/http/message.h"

namespace brume::emulator::aws {

enum class Protocol { kRestJson, kJson10, kJson11, kQuery, kRestXml };

// An error of the API, not of a function.
struct AwsError {
  int status = 400;
  std::string code;  // "ResourceNotFoundException"
  std::string message;
  // REST-JSON: other members of the body as JSON text, in front of the message: {"Type",
  // "\"User\""}.
  std::vector<std::pair<std::string, std::string>> members = {};
  std::string message_member = "message";  // JSON protocols; some services write "Message"
  // In Query, where it differs; 0 and empty: the same.
  std::string query_code = {};  // "AWS.SimpleQueueService.NonExistentQueue"
  int query_status = 0;
};

// What a service's answers have in common.
struct Framing {
  Protocol protocol = Protocol::kRestJson;
  std::string request_id;
  std::string xml_namespace = {};  // Query: "https://sts.amazonaws.com/doc/2011-06-15/"
  std::string shape_namespace =
      {};  // JSON: in front of "#Code": "com.amazonaws.dynamodb.v20120810"
  // JSON: errors carry x-amzn-query-error too, the code that an old Query client expects.
  bool has_query_errors = false;
};

// REST-JSON and JSON: `body` is the whole document. REST-XML likewise. Query: the element
// <OperationResult>, or nothing where the operation has no output.
http::Response success(const Framing& framing, int status, std::string_view operation,
                       std::string body);
http::Response failure(const Framing& framing, const AwsError& error);

std::string xml_escape(std::string_view text);

}  // namespace brume::emulator::aws
