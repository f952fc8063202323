#include "emulator/aws/protocol/protocol.h"

#include "emulator/text/json_text.h"

namespace brume::emulator::aws {
namespace {

constexpr std::string_view kXmlDeclaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

bool is_xml(Protocol protocol) {
  return protocol == Protocol::kQuery || protocol == Protocol::kRestXml;
}

std::string content_type(Protocol protocol) {
  switch (protocol) {
    case Protocol::kRestJson:
      return "application/json";
    case Protocol::kJson10:
      return "application/x-amz-json-1.0";
    case Protocol::kJson11:
      return "application/x-amz-json-1.1";
    case Protocol::kQuery:
      return "text/xml";
    case Protocol::kRestXml:
      return "application/xml";
  }
  return {};
}

http::Response framed(const Framing& framing, int status, std::string body) {
  http::Response response;
  response.status = status;
  const bool has_body = status != 204 && status != 304;
  if (has_body) response.headers.add("Content-Type", content_type(framing.protocol));
  if (framing.protocol == Protocol::kRestXml) {
    response.headers.add("x-amz-request-id", framing.request_id);
    response.headers.add("x-amz-id-2", framing.request_id);
  } else {
    response.headers.add("x-amzn-RequestId", framing.request_id);
  }
  response.body = std::move(body);
  return response;
}

std::string element(std::string_view name, std::string_view text) {
  std::string out = "<";
  out.append(name).append(">").append(xml_escape(text)).append("</").append(name).append(">");
  return out;
}

std::string opening(const std::string& name, const std::string& xml_namespace) {
  return "<" + name + (xml_namespace.empty() ? "" : " xmlns=\"" + xml_namespace + "\"") + ">";
}

std::string query_success(const Framing& framing, std::string_view operation,
                          const std::string& result) {
  const std::string name(operation);
  return opening(name + "Response", framing.xml_namespace) + result + "<ResponseMetadata>" +
         element("RequestId", framing.request_id) + "</ResponseMetadata></" + name + "Response>";
}

std::string fault(int status) {
  return status < 500 ? "Sender" : "Receiver";
}

const std::string& query_code(const AwsError& error) {
  return error.query_code.empty() ? error.code : error.query_code;
}

std::string query_failure(const Framing& framing, const AwsError& error) {
  return opening("ErrorResponse", framing.xml_namespace) + "<Error>" +
         element("Type", fault(error.status)) + element("Code", query_code(error)) +
         element("Message", error.message) + "</Error>" + element("RequestId", framing.request_id) +
         "</ErrorResponse>";
}

std::string rest_xml_failure(const Framing& framing, const AwsError& error) {
  std::string body(kXmlDeclaration);
  body += "<Error>" + element("Code", error.code) + element("Message", error.message);
  for (const auto& [name, text] : error.members) body += element(name, text);
  return body + element("RequestId", framing.request_id) + element("HostId", framing.request_id) +
         "</Error>";
}

std::string json_failure(const Framing& framing, const AwsError& error) {
  JsonObject body;
  if (framing.protocol != Protocol::kRestJson) {
    const std::string& space = framing.shape_namespace;
    body.text("__type", space.empty() ? error.code : space + "#" + error.code);
  }
  for (const auto& [name, json] : error.members) body.raw(name, json);
  return body.text(error.message_member, error.message).finish();
}

}  // namespace

std::string xml_escape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\r':
        out += "&#13;";
        break;
      default:
        // XML 1.0 has no other control characters, not even escaped.
        out += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? ' ' : c;
    }
  }
  return out;
}

http::Response success(const Framing& framing, int status, std::string_view operation,
                       std::string body) {
  if (framing.protocol != Protocol::kQuery) return framed(framing, status, std::move(body));
  return framed(framing, status, query_success(framing, operation, body));
}

http::Response failure(const Framing& framing, const AwsError& error) {
  std::string body;
  if (framing.protocol == Protocol::kQuery) {
    body = query_failure(framing, error);
  } else if (framing.protocol == Protocol::kRestXml) {
    body = rest_xml_failure(framing, error);
  } else {
    body = json_failure(framing, error);
  }
  const bool own_status = framing.protocol == Protocol::kQuery && error.query_status != 0;
  http::Response response =
      framed(framing, own_status ? error.query_status : error.status, std::move(body));
  if (is_xml(framing.protocol)) return response;
  if (framing.protocol == Protocol::kRestJson) {
    response.headers.add("x-amzn-ErrorType", error.code);
  }
  if (framing.has_query_errors) {
    response.headers.add("x-amzn-query-error", query_code(error) + ";" + fault(error.status));
  }
  return response;
}

}  // namespace brume::emulator::aws
