// Objects of S3 by libcurl, which signs as AWS wants it: the same here and on AWS. A call's trace
// header goes along, so that a loop of functions and buckets is found out.
#pragma once

#include <curl/curl.h>

#include <brume/function.hpp>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

class S3 {
 public:
  explicit S3(const brume::Context& context) : trace_(context.trace_id()) {}

  std::string get(const std::string& bucket, const std::string& key) const {
    return request("GET", bucket, key, nullptr);
  }
  void put(const std::string& bucket, const std::string& key, const std::string& body) const {
    request("PUT", bucket, key, &body);
  }

 private:
  using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
  using Headers = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

  static std::string variable(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? "" : value;
  }

  static std::string url_of(const std::string& bucket, std::string_view key) {
    std::string url = variable("AWS_ENDPOINT_URL_S3");
    if (url.empty()) url = variable("AWS_ENDPOINT_URL");
    if (url.empty()) url = "https://s3." + variable("AWS_REGION") + ".amazonaws.com";
    url += "/" + bucket + "/";
    constexpr char kDigits[] = "0123456789ABCDEF";
    for (const char c : key) {
      const auto byte = static_cast<unsigned char>(c);
      const bool stays = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                         (c >= 'a' && c <= 'z') || std::string_view("-._~/").find(c) != key.npos;
      url += stays ? std::string(1, c) : std::string{'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
    return url;
  }

  static std::size_t take(char* data, std::size_t size, std::size_t count, void* into) {
    static_cast<std::string*>(into)->append(data, size * count);
    return size * count;
  }

  std::string request(const char* method, const std::string& bucket, const std::string& key,
                      const std::string* body) const {
    const Handle curl(curl_easy_init(), curl_easy_cleanup);
    Headers headers(nullptr, curl_slist_free_all);
    const auto add = [&headers](const std::string& line) {
      headers.reset(curl_slist_append(headers.release(), line.c_str()));
    };
    add("X-Amzn-Trace-Id: " + trace_);
    add("Content-Type: application/octet-stream");
    const std::string token = variable("AWS_SESSION_TOKEN");
    if (!token.empty()) add("X-Amz-Security-Token: " + token);
    const std::string url = url_of(bucket, key);
    const std::string signing = "aws:amz:" + variable("AWS_REGION") + ":s3";
    const std::string user =
        variable("AWS_ACCESS_KEY_ID") + ":" + variable("AWS_SECRET_ACCESS_KEY");
    std::string answer;
    curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_AWS_SIGV4, signing.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_USERPWD, user.c_str());
    if (body != nullptr) {
      curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body->size()));
      curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body->data());
    }
    curl_easy_setopt(curl.get(), CURLOPT_CUSTOMREQUEST, method);
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer);
    const CURLcode done = curl_easy_perform(curl.get());
    if (done != CURLE_OK) throw brume::Error("S3.Unreachable", curl_easy_strerror(done));
    long status = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
    if (status / 100 != 2) throw brume::Error("S3.Refused", method + (" " + url) + ": " + answer);
    return answer;
  }

  std::string trace_;
};
