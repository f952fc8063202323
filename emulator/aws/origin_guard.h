// Keeps web pages in a browser from driving the emulator: a page of another site may send requests
// to localhost, and by DNS rebinding may even read the answers. Both show in Host or Origin. Pure.
//
// Allowed hosts: an IP address that is loopback; `localhost`; every name that ends in `.localhost`
// (RFC 6761: always loopback: bucket.s3.localhost, lambda.us-east-1.localhost); the host the
// emulator was told to listen on; AWS's own names (*.amazonaws.com, *.on.aws), which a client sends
// when it is led here by a proxy or the hosts file, and which no page of another site is loaded
// from. An Origin must be absent or one of the first four. "null" (a file, a sandboxed frame) is
// refused, and without an Origin what a browser calls cross-site (Sec-Fetch-Site).
#pragma once

#include <string_view>

#include "emulator/http/message.h"

namespace brume::emulator::aws {

// `listening_host`: what --host said, or empty.
bool is_local_host(std::string_view host, std::string_view listening_host);
// Of "scheme://host[:port]".
bool is_local_origin(std::string_view origin, std::string_view listening_host);
// Host and Origin of a request; a request without Host (HTTP/1.0) is not from a browser.
bool comes_from_here(const http::RequestHead& head, std::string_view listening_host);

}  // namespace brume::emulator::aws
