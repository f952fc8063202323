// What a function with ReportBatchItemFailures says of its batch. Pure.
//
// Source: Lambda, "Implementing partial batch responses", success and failure conditions. A null or
// empty response, and a null or empty list, are a success. An invalid response, and an item
// identifier that is empty, null, missing (another key) or not of the batch, fail the whole batch.
// As recorded on AWS, "" and [] are empty responses too; members beside the list are ignored.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "emulator/polling/source.h"

namespace brume::emulator::polling {

// Indexes of the records that failed, ascending, each once; nothing: the whole batch failed.
std::optional<std::vector<std::size_t>> read_batch_response(std::string_view response,
                                                            const std::vector<Record>& records);

}  // namespace brume::emulator::polling
