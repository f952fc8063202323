// The ids by which the gateway serves function URLs: /_apis/<id>/. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "emulator/services/lambda/api/function_name.h"
#include "emulator/template/model/application.h"

namespace brume::emulator::aws::lambda {

// Of a URL made through the API; `qualified`: "hello" or "hello:live".
std::string function_url_id(std::string_view qualified);

// Of the template's URLs: by the qualified name of their functions.
std::map<std::string, std::string> template_url_ids(const Application& application,
                                                    const Home& home);

}  // namespace brume::emulator::aws::lambda
